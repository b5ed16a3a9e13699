package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/labels"
)

// maxLabelFile bounds a file of documents: a thousand waybills are 1 MB.
const maxLabelFile = 64 << 20

// labelFile is the argument of documents that have too much in them for flags.
type labelFile struct {
	File string `arg:"" help:"JSON with one document or a list of them; - reads standard input."`
}

type (
	labelPacking  struct{ labelFile }
	labelPickList struct{ labelFile }
	labelManifest struct{ labelFile }
	labelInvoice  struct{ labelFile }
)

// Run prints packing slips.
func (c *labelPacking) Run(l *labelCommand, t streams) error {
	return printFile[labels.PackingSlip](c.File, l, t)
}

// Run prints pick lists.
func (c *labelPickList) Run(l *labelCommand, t streams) error {
	return printFile[labels.PickList](c.File, l, t)
}

// Run prints manifests.
func (c *labelManifest) Run(l *labelCommand, t streams) error {
	return printFile[labels.Manifest](c.File, l, t)
}

// Run prints invoices.
func (c *labelInvoice) Run(l *labelCommand, t streams) error {
	return printFile[labels.Invoice](c.File, l, t)
}

type labelManyOfMany struct{ labelFile }

// documentKinds reads a document of each kind.
var documentKinds = map[string]func([]byte) (labels.Document, error){
	"item": readDocument[labels.Item], "location": readDocument[labels.Location], "lpn": readDocument[labels.LPN], "carton": readDocument[labels.Carton],
	"waybill": readDocument[labels.Waybill], "badge": readDocument[labels.Badge], "commands": readDocument[labels.CommandSheet],
	"packing-slip": readDocument[labels.PackingSlip], "pick-list": readDocument[labels.PickList], "manifest": readDocument[labels.Manifest],
	"invoice": readDocument[labels.Invoice],
}

// Run prints documents of any kind in the order of the file. An LPN says with "on" what it is stuck on.
func (c *labelManyOfMany) Run(l *labelCommand, t streams) error {
	docs, err := readList(c.File, func(raw []byte) (labels.Document, error) {
		var all map[string]json.RawMessage
		if err := json.Unmarshal(raw, &all); err != nil {
			return nil, err
		}
		var kind string
		if err := json.Unmarshal(all["kind"], &kind); err != nil || documentKinds[kind] == nil {
			return nil, fmt.Errorf("\"kind\" must say one of %s", strings.Join(slices.Sorted(maps.Keys(documentKinds)), ", "))
		}
		delete(all, "kind")
		if on, said := all["on"]; kind == "lpn" && said { // "kind" of an LPN is taken here
			all["kind"] = on
			delete(all, "on")
		}
		rest, err := json.Marshal(all)
		if err != nil {
			return nil, err
		}
		return documentKinds[kind](rest)
	})
	if err != nil {
		return err
	}
	return l.print(t, docs...)
}

func printFile[D labels.Document](path string, l *labelCommand, t streams) error {
	docs, err := readList(path, readDocument[D])
	if err != nil {
		return err
	}
	return l.print(t, docs...)
}

// readDocument refuses a field it does not know: a misspelt one would be missing on the paper.
func readDocument[D labels.Document](raw []byte) (labels.Document, error) {
	var d D
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	err := dec.Decode(&d)
	return d, err
}

// readList reads one document or a list of them, and names each that is wrong.
func readList(path string, read func([]byte) (labels.Document, error)) ([]labels.Document, error) {
	raw, err := readLabelFile(path)
	if err != nil {
		return nil, err
	}
	list := []json.RawMessage{raw}
	if bytes.HasPrefix(bytes.TrimSpace(raw), []byte("[")) {
		list = nil
		if err := json.Unmarshal(raw, &list); err != nil {
			return nil, fault.Invalid("label.file", "%s is no JSON: %v", path, err).Because(err)
		}
	}
	var wrong fault.Gather
	docs := make([]labels.Document, 0, len(list))
	for i, one := range list {
		d, err := read(one)
		if err != nil {
			wrong.Add(fmt.Sprintf("document %d", i+1), "label.file", "%s", reading(err))
			continue
		}
		docs = append(docs, d)
	}
	if len(list) == 0 {
		wrong.Add("documents", "label.file", "there are none")
	}
	return docs, wrong.Invalid("label.file", "%s cannot be printed", path)
}

// reading words an error of JSON without the words of its library.
func reading(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Message
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}

func readLabelFile(path string) ([]byte, error) {
	var in io.Reader = os.Stdin
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	raw, err := io.ReadAll(io.LimitReader(in, maxLabelFile+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > maxLabelFile {
		return nil, fault.Invalid("label.file", "%s has more than %d MB: cut it", path, maxLabelFile>>20)
	}
	return raw, nil
}
