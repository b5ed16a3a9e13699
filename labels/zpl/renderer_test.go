package zpl

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"example.com/tote/inventory/needs"
	"example.com/tote/labels"
	"example.com/tote/labels/raster"
	"example.com/tote/labels/raster/rastertest"
	"example.com/tote/labels/symbol"
)

// renderer is another program's eyes: one process for all labels of the test run.
type renderer struct {
	mu  sync.Mutex
	in  io.WriteCloser
	out *bufio.Reader
	err error
}

const installRenderer = `d=$HOME/.cache/tote-zpl-renderer; mkdir -p $d && cp labels/zpl/testdata/renderer/package*.json $d && npm ci --prefix $d`

// theRenderer starts the process at the first call; it ends with this one, when its input does.
var theRenderer = sync.OnceValue(func() *renderer {
	cache, err := os.UserCacheDir()
	if err != nil {
		return &renderer{err: err}
	}
	dir := filepath.Join(cache, "tote-zpl-renderer")
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "zpl-renderer-js", "package.json")); err != nil {
		return &renderer{err: fmt.Errorf("zpl-renderer-js is not installed: %s", installRenderer)}
	}
	cmd := exec.Command("node", filepath.Join("testdata", "renderer", "render.cjs"), dir)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return &renderer{err: err}
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return &renderer{err: err}
	}
	if err := cmd.Start(); err != nil {
		return &renderer{err: fmt.Errorf("node does not start: %w", err)}
	}
	return &renderer{in: in, out: bufio.NewReaderSize(out, 1<<20)}
})

func needRenderer(t testing.TB) *renderer {
	t.Helper()
	r := theRenderer()
	if r.err != nil {
		needs.Lacking(t, r.err.Error())
	}
	return r
}

// pictures gives what the formats in data look like, in the order of the pages, which are all of one size.
func (r *renderer) pictures(t testing.TB, data []byte, size labels.Size, dpi symbol.DPI) []*image.Gray {
	t.Helper()
	w, h := raster.DotsOf(size, dpi)
	dpmm := 8
	if dpi == symbol.DPI300 {
		dpmm = 12 // printers' word for it; the page is given in dots
	}
	question, err := json.Marshal(map[string]any{"zpl": forRenderer(t, data), "width": float64(w) / float64(dpmm), "height": float64(h) / float64(dpmm), "dpmm": dpmm})
	if err != nil {
		t.Fatal(err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, err := r.in.Write(append(question, '\n')); err != nil {
		t.Fatal(err)
	}
	line, err := r.out.ReadBytes('\n')
	if err != nil {
		t.Fatalf("the renderer ended: %v", err)
	}
	var answer struct {
		Pictures []string
		Error    string
	}
	if err := json.Unmarshal(line, &answer); err != nil || answer.Error != "" {
		t.Fatalf("the renderer: %v %s", err, answer.Error)
	}
	out := make([]*image.Gray, len(answer.Pictures))
	for i, p := range answer.Pictures {
		data, err := base64.StdEncoding.DecodeString(p)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		out[i] = rastertest.ToGray(img)
	}
	return out
}
