package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"example.com/tote/inventory/store"
)

type backupCommand struct {
	Data string `help:"Folder of a closed store." default:"tote-data" type:"path" env:"TOTE_DATA"`
	To   string `arg:"" help:"Folder to write the copy into; it must be new or empty." type:"path"`
}

// Run copies the store and the printed documents. The store's copy gets its name only after it was opened and checked, so
// a folder with a store in it is a whole backup.
func (c *backupCommand) Run(_ context.Context, t streams) error {
	path, err := storeIn(c.Data)
	if err == nil {
		err = emptyFolder(c.To)
	}
	if err != nil {
		return err
	}
	e, err := store.OpenBolt(path)
	if err != nil {
		return err
	}
	part := filepath.Join(c.To, storeFile+".part")
	err = writeBackup(e, part)
	if err = errors.Join(err, e.Close()); err == nil {
		err = copyPapers(filepath.Join(c.Data, printFolder), filepath.Join(c.To, printFolder))
	}
	if err == nil {
		err = verifyBackup(part, t)
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(part))
	}
	if err := os.Rename(part, filepath.Join(c.To, storeFile)); err != nil {
		return err
	}
	fmt.Fprintln(t.out, "wrote", c.To)
	return nil
}

// emptyFolder makes a folder, or refuses one that holds something.
func emptyFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	inside, err := os.ReadDir(dir)
	if err == nil && len(inside) > 0 {
		err = fmt.Errorf("%s is not empty: name a new folder", dir)
	}
	return err
}

func writeBackup(e *store.Bolt, path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(e.Backup(f), f.Sync(), f.Close())
}

func verifyBackup(path string, t streams) error {
	e, err := store.OpenBolt(path)
	if err != nil {
		return err
	}
	bad, err := checkEngine(e, t)
	if err == nil && bad > 0 {
		err = errors.New("the copy does not pass the check")
	}
	return errors.Join(err, e.Close())
}

// copyPapers copies the print files: each is named by its hash and never changes.
func copyPapers(from, to string) error {
	files, err := os.ReadDir(from)
	if os.IsNotExist(err) {
		return nil // nothing was printed yet
	}
	if err == nil {
		err = os.MkdirAll(to, 0o700)
	}
	for _, f := range files {
		if err != nil {
			return err
		}
		if !strings.HasSuffix(f.Name(), ".part") { // half a paper of a run that was killed
			err = copyFile(filepath.Join(from, f.Name()), filepath.Join(to, f.Name()))
		}
	}
	return err
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return errors.Join(err, in.Close())
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close(), in.Close())
}
