package store_test

import (
	"path/filepath"
	"testing"

	"example.com/tote/inventory/store"
	"example.com/tote/inventory/store/enginetest"
)

func TestBoltEngine(t *testing.T) {
	enginetest.Run(t, func(t testing.TB) enginetest.Opener {
		path := filepath.Join(t.TempDir(), "engine.db")
		return func(t testing.TB) store.Engine {
			e, err := store.OpenBolt(path)
			if err != nil {
				t.Fatal(err)
			}
			return e
		}
	})
}

func TestMemoryEngine(t *testing.T) {
	enginetest.Run(t, func(testing.TB) enginetest.Opener {
		m := store.NewMemory()
		return func(testing.TB) store.Engine { return m.Reopen() }
	})
}
