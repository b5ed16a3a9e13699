package sshd

import (
	"context"
	"sync"
	"time"

	"example.com/tote/terminal/table"
)

// tables are one for each warehouse, shared by all who work there.
type tables struct {
	now func() time.Time

	mu sync.Mutex
	of map[string]*kept
}

type kept struct {
	sync.Mutex // one refresh at a time
	tables     *table.Tables
	refreshed  time.Time
}

func newTables(now func() time.Time) *tables { return &tables{now: now, of: map[string]*kept{}} }

func (t *tables) kept(warehouse string) *kept {
	t.mu.Lock()
	defer t.mu.Unlock()
	k := t.of[warehouse]
	if k == nil {
		k = &kept{tables: table.New(warehouse)}
		t.of[warehouse] = k
	}
	return k
}

// fresh gives a warehouse's tables as they were refreshEvery ago at most, read by whoever comes first.
func (t *tables) fresh(ctx context.Context, warehouse string, from table.Source) (*table.Tables, error) {
	k := t.kept(warehouse)
	k.Lock()
	defer k.Unlock()
	if now := t.now(); k.refreshed.IsZero() || now.Sub(k.refreshed) >= refreshEvery {
		if _, err := k.tables.Refresh(ctx, from); err != nil {
			return nil, err
		}
		k.refreshed = now
	}
	return k.tables, nil
}
