package spool

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// folder leaves one file a job for a program that watches the folder. The rename is the first byte: nobody sees a half file.
type folder struct {
	dir, printer string
	swept        bool
}

func (t *folder) ask(context.Context) reading {
	if info, err := os.Stat(t.dir); err != nil || !info.IsDir() {
		return absent(PrinterFolderMissing, err)
	}
	return reading{}
}

// part names the unfinished files of this printer; a folder may serve several.
func (t *folder) part(name string) string {
	return filepath.Join(t.dir, ".tote,"+plain(t.printer, MaxCode)+","+name+".part")
}

// sweep drops what a crash left unfinished: there are addresses on it.
func (t *folder) sweep() error {
	if t.swept {
		return nil
	}
	left, err := os.ReadDir(t.dir)
	if err != nil {
		return err
	}
	prefix := strings.TrimSuffix(filepath.Base(t.part("")), ".part")
	for _, f := range left {
		if strings.HasPrefix(f.Name(), prefix) && strings.HasSuffix(f.Name(), ".part") {
			err = errors.Join(err, os.Remove(filepath.Join(t.dir, f.Name())))
		}
	}
	t.swept = err == nil
	return err
}

func (t *folder) open(ctx context.Context, j Job, data []byte) opened {
	if r := t.ask(ctx); !r.ready() {
		return opened{reading: r}
	}
	if err := t.sweep(); err != nil {
		return opened{reading: absent(PrinterFolderMissing, err)}
	}
	name := FileName(j)
	d := &fileDelivery{dir: t.dir, part: t.part(name), file: filepath.Join(t.dir, name)}
	if _, err := os.Lstat(d.file); err == nil {
		return opened{fail: Outcome{Failed, PrintNameTaken, d.file}}
	}
	if err := writeSynced(d.part, data); err != nil {
		d.drop()
		return opened{reading: absent(PrinterFolderMissing, err)}
	}
	return opened{to: d}
}

func writeSynced(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o640) // the watching program is of the same group
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}

type fileDelivery struct{ dir, part, file string }

func (d *fileDelivery) drop() { _ = os.Remove(d.part) }

func (d *fileDelivery) send(context.Context, []byte) (Outcome, receipt) {
	if err := os.Rename(d.part, d.file); err != nil {
		d.drop()
		return Outcome{Held, PrinterFolderMissing, err.Error()}, receipt{}
	}
	if err := syncDir(d.dir); err != nil {
		return Outcome{Unknown, PrintBrokenOff, err.Error()}, receipt{}
	}
	return Outcome{Ending: Sent}, receipt{}
}

// maxName bounds the readable part of a file name; with its ending it is below the 143 bytes of encrypted folders.
const maxName = 100

// FileName gives the name of a job's file in a folder: its key made plain, some of the key's hash, since two keys may look
// alike then, and the ending of its language.
func FileName(j Job) string {
	sum := sha256.Sum256([]byte(j.Key))
	ending := map[string]string{ContentPDF: ".pdf", ContentZPL: ".zpl", ContentTSPL: ".tspl", ContentESCPOS: ".escpos"}[j.ContentType]
	if ending == "" {
		ending = ".bin"
	}
	return plain(j.Key, maxName) + "-" + hex.EncodeToString(sum[:4]) + ending
}

// plain leaves letters, digits, dots inside and dashes: what every file system takes.
func plain(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x80 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '.') {
			return r
		}
		return '_'
	}, s)
	return strings.TrimLeft(s[:min(len(s), limit)], ".")
}
