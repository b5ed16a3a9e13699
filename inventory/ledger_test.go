package inventory

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/store"
)

// house is a small furnished warehouse over a real file, for the tests of this package.
type house struct {
	t    *testing.T
	path string
	x    *store.Executor
	n    uint64
	time atomic.Int64 // unix nanoseconds; the store's own goroutines read it too

	forged bool // the ledger has steps that no record took
}

const houseCode store.Partition = "SH1"

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, path: filepath.Join(t.TempDir(), "house.db")}
	h.set(time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC))
	h.open()
	t.Cleanup(h.reopenAndCheck)
	h.company(func(tx *store.Tx) error {
		_, err := PutWarehouse(tx, layout.Warehouse{Code: string(houseCode), Name: "Shanghai", Zone: "Asia/Shanghai"}, 0)
		return err
	})
	h.item("A1", func(*item.Item) {})
	h.item("MILK", func(it *item.Item) {
		it.LotTracked, it.ExpiryTracked, it.ShelfLife, it.MinAtReceipt, it.MinAtShipping = true, true, 60, 30, 10
	})
	h.item("QC", func(it *item.Item) { it.SampleSize = 3 })
	for code, kind := range map[layout.Code]layout.Kind{"DOCK": layout.Dock, "A1-1": layout.PickFace, "A1-2": layout.PickFace,
		"R1-1": layout.Reserve, "PACK": layout.Pack, "OUT": layout.Outbound, "QUAR": layout.Quarantine} {
		h.do(func(tx *store.Tx) error {
			_, err := PutLocation(tx, layout.Location{Code: code, Kind: kind, Mixing: layout.MixLots}, 0)
			return err
		})
	}
	h.do(func(tx *store.Tx) error {
		for i, k := range PrintedKinds {
			ReceiveRange(tx, Grant{string(houseCode), k, Span{uint64(i)*1000 + 1, uint64(i)*1000 + 1000}})
		}
		return nil
	})
	return h
}

func (h *house) now() time.Time { return time.Unix(0, h.time.Load()).UTC() }

func (h *house) set(now time.Time) { h.time.Store(now.UnixNano()) }

func (h *house) open() {
	x, err := store.Start(store.Options{Open: func() (store.Engine, error) { return store.OpenBolt(h.path) }, Now: h.now})
	if err != nil {
		h.t.Fatal(err)
	}
	h.x = x
}

func (h *house) item(sku item.SKU, edit func(*item.Item)) {
	h.t.Helper()
	it := item.Item{SKU: sku, Name: string(sku), State: item.Draft, Packs: []item.Pack{{Level: item.Each, Quantity: 1, Grams: 100, Size: item.Size{Length: 100, Width: 100, Height: 100}}}}
	edit(&it)
	h.company(func(tx *store.Tx) error {
		it, err := PutItem(tx, it, 0)
		if err == nil {
			it, err = SubmitItem(tx, it.SKU, it.Revision)
		}
		if err == nil {
			_, err = ApproveItem(tx, it.SKU, it.Revision)
		}
		return err
	})
}

// try runs a verb in the warehouse and gives its error.
func (h *house) try(run func(*store.Tx) error) error { return h.in(houseCode, run) }

func (h *house) in(p store.Partition, run func(*store.Tx) error) error {
	h.n++
	c := store.Command{Partition: p, Verb: "test", Source: store.Source{Kind: store.FromDevice, ID: "dev"}, ID: fmt.Sprint(h.n),
		Number: h.n, Floor: h.n, Worker: "w1", Device: "dev", At: h.now(), OccurredAt: h.now()}
	_, err := store.Do(context.Background(), h.x, c, func(tx *store.Tx) (struct{}, error) { return struct{}{}, run(tx) })
	return err
}

func (h *house) do(run func(*store.Tx) error) {
	h.t.Helper()
	if err := h.try(run); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) company(run func(*store.Tx) error) {
	h.t.Helper()
	if err := h.in(store.Company, run); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) look(fn func(r store.Reader)) {
	h.t.Helper()
	err := h.x.View(context.Background(), houseCode, func(v *store.View) error {
		fn(v)
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) stock(sku item.SKU, at Holder, qty int64) {
	h.t.Helper()
	h.do(func(tx *store.Tx) error {
		_, err := Adjust(tx, AdjustInput{SKU: sku, Holder: at, Delta: qty, Reason: AdjustFound})
		return err
	})
}

func (h *house) balance(sku item.SKU, lot item.Lot, at Holder) (b Balance) {
	h.t.Helper()
	h.look(func(r store.Reader) {
		b = GetBalance(r, Goods{SKU: sku, Lot: lot, Holder: at, Status: Available})
	})
	return b
}

// reopenAndCheck ends every test: the file opens again, bbolt finds it sound, and the ledger accounts for every record.
func (h *house) reopenAndCheck() {
	if err := h.x.Close(); err != nil {
		h.t.Error(err)
	}
	e, err := store.OpenBolt(h.path)
	if err != nil {
		h.t.Error(err)
		return
	}
	defer func() {
		if err := e.Close(); err != nil {
			h.t.Error(err)
		}
	}()
	if err := e.Verify(); err != nil {
		h.t.Errorf("bbolt: %v", err)
	}
	if h.forged {
		return
	}
	for _, d := range h.checked(e) {
		h.t.Errorf("check: %v", d)
	}
}

func (h *house) checked(e store.Engine) (found []Difference) {
	for _, p := range []store.Partition{store.Company, houseCode} {
		err := store.Look(e, p, func(v *store.View) error {
			d, _ := Check(v)
			found = append(found, d...)
			return nil
		})
		if err != nil {
			h.t.Error(err)
		}
	}
	return found
}

// order opens an order of one line and reserves and picks as far as asked.
func (h *house) order(id string, sku item.SKU, qty int64) {
	h.t.Helper()
	h.do(func(tx *store.Tx) error {
		_, err := OpenLine(tx, NewLine{Order: id, No: 1, SKU: sku, Qty: qty})
		return err
	})
}

func (h *house) withLine(order string, fn func(*store.Tx, *Line) error) error {
	return h.try(func(tx *store.Tx) error {
		l, err := GetLine(tx, order, 1)
		if err != nil {
			return err
		}
		if err := fn(tx, &l); err != nil {
			return err
		}
		Lines.Put(tx, &l)
		return nil
	})
}

func (h *house) reserve(order string, at Holder, qty int64) error {
	return h.withLine(order, func(tx *store.Tx, l *Line) error {
		_, err := Reserve(tx, l, ReserveInput{Goods: Goods{SKU: l.SKU, Holder: at, Status: Available}, Qty: qty})
		return err
	})
}

func TestReservationTravelsWithTheGoods(t *testing.T) {
	h := newHouse(t)
	face, tote, carton := Location("A1-1"), LPNHolder("T1"), LPNHolder("C1")
	h.stock("A1", face, 10)
	h.order("O1", "A1", 6)
	if err := h.reserve("O1", face, 6); err != nil {
		t.Fatal(err)
	}
	if b := h.balance("A1", "", face); b.OnHand != 10 || b.Reserved != 6 {
		t.Fatalf("after reserve: %+v", b)
	}
	h.do(func(tx *store.Tx) error { return BindTote(tx, "T1", "O1", Worker("w1")) })
	steps := []Onward{{Res: 1, Qty: 4, To: tote, ToPhase: Picked}, {Res: 1, Qty: 2, To: tote, ToPhase: Picked},
		{Res: 2, Qty: 4, To: carton, ToPhase: Packed}, {Res: 1, Qty: 2, To: carton, ToPhase: Packed},
		{Res: 2, Qty: 4, To: Customer, ToPhase: Shipped}, {Res: 1, Qty: 2, To: Customer, ToPhase: Shipped}}
	for i, s := range steps {
		if err := h.withLine("O1", func(tx *store.Tx, l *Line) error {
			_, err := Advance(tx, l, s)
			return err
		}); err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
	}
	h.look(func(r store.Reader) {
		l, _ := GetLine(r, "O1", 1)
		if l.In(Shipped) != 6 || len(l.Res) != 0 {
			t.Errorf("line after shipping: %+v", l)
		}
		for b := range OfItem(r, "A1") {
			if b.Holder != face || b.OnHand != 4 || b.Reserved != 0 {
				t.Errorf("left over: %+v", b)
			}
		}
	})
}

func TestNothingIsSoldTwice(t *testing.T) {
	h := newHouse(t)
	face := Location("A1-1")
	h.stock("A1", face, 5)
	h.order("O1", "A1", 4)
	h.order("O2", "A1", 4)
	if err := h.reserve("O1", face, 4); err != nil {
		t.Fatal(err)
	}
	err := h.reserve("O2", face, 4)
	if got := fault.ReasonOf(err); got != "stock.short" {
		t.Errorf("second reservation = %v, want stock.short", err)
	}
	err = h.try(func(tx *store.Tx) error {
		return Move(tx, Movement{From: Goods{SKU: "A1", Holder: face, Status: Available}, To: Side{Holder: Location("A1-2"), Status: Available}, Qty: 2})
	})
	if got := fault.ReasonOf(err); got != "stock.short" {
		t.Errorf("moving reserved goods = %v, want stock.short", err)
	}
	if err := h.withLine("O1", func(tx *store.Tx, l *Line) error { return Release(tx, l, 1, 4, "order.cancelled") }); err != nil {
		t.Fatal(err)
	}
	if err := h.reserve("O2", face, 4); err != nil {
		t.Errorf("after release: %v", err)
	}
}

func TestFreeIndexHoldsExactlyWhatIsUnreserved(t *testing.T) {
	h := newHouse(t)
	face := Location("A1-1")
	h.stock("A1", face, 5)
	h.order("O1", "A1", 5)
	free := func() (n int) {
		h.look(func(r store.Reader) {
			for range Free(r, "A1") {
				n++
			}
		})
		return n
	}
	if got := free(); got != 1 {
		t.Errorf("free balances = %d, want 1", got)
	}
	if err := h.reserve("O1", face, 5); err != nil {
		t.Fatal(err)
	}
	if got := free(); got != 0 {
		t.Errorf("free balances with all reserved = %d, want 0", got)
	}
	h.look(func(r store.Reader) {
		refs := Unpicked(r, Goods{SKU: "A1", Holder: face, Status: Available}, 10)
		if len(refs) != 1 || refs[0] != (Ref{"O1", 1, 1}) {
			t.Errorf("unpicked = %v, want order O1 line 1 reservation 1", refs)
		}
	})
}

func TestEachCorruptionIsNamed(t *testing.T) {
	key := func(p string, k store.Key) []byte { return append(append([]byte(p), 0), k...) }
	face := Goods{SKU: "A1", Holder: Location("A1-1"), Status: Available}
	put := func(c any) func(store.Key) store.Write {
		return func(k store.Key) store.Write {
			return store.Write{Space: store.Records, Key: key("SH1", k), Value: store.Marshal(c)}
		}
	}
	cases := []struct {
		name string
		bad  func(e store.Engine) store.Write
		want string
	}{
		{"a balance raised", func(store.Engine) store.Write {
			return put(&Balance{Goods: face, OnHand: 99, Reserved: 3})(face.key())
		}, "balance L:A1-1 SKU A1"},
		{"a reserved quantity lowered", func(store.Engine) store.Write {
			return put(&Balance{Goods: face, OnHand: 10, Reserved: 1})(face.key())
		}, "reserved"},
		{"a balance taken away", func(store.Engine) store.Write {
			return store.Write{Space: store.Records, Key: key("SH1", face.key())}
		}, "stored is nothing"},
		{"a balance out of nowhere", func(store.Engine) store.Write {
			g := face.At(Location("A1-2"))
			return put(&Balance{Goods: g, OnHand: 1})(g.key())
		}, "A1-2"},
		{"a line sum", func(store.Engine) store.Write {
			return put(&Line{Order: "O1", No: 1, SKU: "A1", Sums: [7]int64{3, 3}, Res: []Reservation{{N: 1, Holder: face.Holder, Status: Available, Qty: 3, Phase: Allocated}}})(LineKey("O1", 1))
		}, "line order O1 line 1"},
		{"a reservation lost", func(store.Engine) store.Write {
			return put(&Line{Order: "O1", No: 1, SKU: "A1", Sums: [7]int64{3, 0, 3}})(LineKey("O1", 1))
		}, "reservation order O1 line 1 no. 1"},
		{"a free index entry lost", func(store.Engine) store.Write {
			return store.Write{Space: store.Records, Key: key("SH1", face.itemKey(tagFree))}
		}, "index free"},
		{"a stray index entry", func(store.Engine) store.Write {
			return store.Write{Space: store.Records, Key: key("SH1", face.At(Location("R1-1")).itemKey(tagFree)), Value: []byte{}}
		}, "index"},
		{"an LPN elsewhere", func(store.Engine) store.Write {
			return put(&LPN{ID: "T1", Kind: ToteLPN, Parent: Location("OUT"), State: ToteFree})(LPNKey("T1"))
		}, "lpn T1"},
		{"an LPN of another kind", func(store.Engine) store.Write {
			return put(&LPN{ID: "T1", Kind: CartonLPN, Parent: Location("DOCK"), State: ToteFree})(LPNKey("T1"))
		}, "lpn T1"},
		{"a tote freed with goods in it", func(store.Engine) store.Write {
			return put(&LPN{ID: "T2", Kind: ToteLPN, Parent: Worker("w1"), State: ToteFree, Order: "O2"})(LPNKey("T2"))
		}, "lpn T2"},
		{"a tote given to another order", func(store.Engine) store.Write {
			return put(&LPN{ID: "T2", Kind: ToteLPN, Parent: Worker("w1"), State: TotePicking, Order: "O9"})(LPNKey("T2"))
		}, "tote order O2 line 1"},
		{"a reservation in no task", func(store.Engine) store.Write {
			return put(&Line{Order: "O1", No: 1, SKU: "A1", Sums: [7]int64{3, 0, 3}, NextRes: 2,
				Res: []Reservation{{N: 1, Holder: face.Holder, Status: Available, Qty: 3, Phase: Allocated, Task: "T-0000009-9"}}})(LineKey("O1", 1))
		}, "task order O1 line 1"},
		{"a task's steps lost", func(store.Engine) store.Write {
			return put(&Task{ID: FormatNumber('T', 1), Kind: PickTask, State: TaskOpen})(TaskKey(FormatNumber('T', 1)))
		}, "task order O1 line 1"},
		{"a task ended", func(store.Engine) store.Write {
			return put(&Task{ID: FormatNumber('T', 1), Kind: PickTask, State: TaskDone})(TaskKey(FormatNumber('T', 1)))
		}, "task " + FormatNumber('T', 1)},
		{"a task lost", func(store.Engine) store.Write {
			return store.Write{Space: store.Records, Key: key("SH1", TaskKey(FormatNumber('T', 1)))}
		}, "record task"},
		{"a hold lost", func(store.Engine) store.Write {
			return store.Write{Space: store.Records, Key: key("SH1", Target{On: HoldSKU, SKU: "MILK"}.key().Uint(1))}
		}, "hold sku:MILK"},
		{"a hold out of nowhere", func(store.Engine) store.Write {
			target := Target{On: HoldSKU, SKU: "QC"}
			return put(&Hold{ID: 9, Target: target, Kind: CountHold, Reason: "x"})(target.key().Uint(9))
		}, "hold sku:QC"},
		{"an unpicked index entry lost", func(store.Engine) store.Write {
			return store.Write{Space: store.Records, Key: key("SH1", unpickedKey(face).Str("O1").Uint(1).Uint(1))}
		}, "index unpicked"},
		{"a stray unpicked entry", func(store.Engine) store.Write {
			return store.Write{Space: store.Records, Key: key("SH1", unpickedKey(face).Str("O2").Uint(1).Uint(1)), Value: []byte{}}
		}, "index"},
		{"a stray child", func(store.Engine) store.Write {
			return store.Write{Space: store.Records, Key: key("SH1", Location("OUT").key(store.K(tagChildren)).Str("T1")), Value: []byte{}}
		}, "index"},
		{"a stray task to do", func(store.Engine) store.Write {
			return store.Write{Space: store.Records, Key: key("SH1", store.K(tagTasksToDo).Str("pick").Int(0).Int(0).Str("T9")), Value: []byte{}}
		}, "index"},
		{"a task's index entry lost", func(store.Engine) store.Write {
			return store.Write{Space: store.Records, Key: key("SH1", store.K(tagTasksToDo).Str("pick").Int(0).Int(0).Str(FormatNumber('T', 1)))}
		}, "index to do"},
		{"an index entry nobody can read", func(store.Engine) store.Write {
			return store.Write{Space: store.Records, Key: key("SH1", store.K(tagFree).Byte(0xFF)), Value: []byte{}}
		}, "index"},
		{"an entry edited", func(e store.Engine) store.Write {
			return editedEntry(t, e, 30)
		}, "chain"},
		{"the last entry cut off", func(e store.Engine) store.Write {
			w := editedEntry(t, e, 0)
			w.Value = nil
			return w
		}, "task"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			h.furnishForCorruption()
			if err := h.x.Close(); err != nil {
				t.Fatal(err)
			}
			e, err := store.OpenBolt(h.path)
			if err != nil {
				t.Fatal(err)
			}
			if found := h.checked(e); len(found) > 0 {
				t.Fatalf("before: %v", found)
			}
			apply := func(w store.Write) {
				epoch, err := e.Acquire(houseCode)
				if err == nil {
					err = e.Apply([]store.Group{{Partition: houseCode, Epoch: epoch, Seq: 1, Writes: []store.Write{w}}})
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			w := c.bad(e)
			old := stored(t, e, w)
			apply(w)
			var all []string
			for _, d := range h.checked(e) {
				all = append(all, d.String())
			}
			if !strings.Contains(strings.Join(all, "\n"), c.want) {
				t.Errorf("found %q, want a line with %q", all, c.want)
			}
			apply(store.Write{Space: w.Space, Key: w.Key, Value: old})
			if err := e.Close(); err != nil {
				t.Fatal(err)
			}
			h.open()
		})
	}
}

// furnishForCorruption makes a record of each kind the check looks at: goods, an order whose reservation is in a task,
// another one picked into its tote, a hold.
func (h *house) furnishForCorruption() {
	h.t.Helper()
	h.stock("A1", Location("A1-1"), 12)
	h.order("O2", "A1", 2)
	if err := h.reserve("O2", Location("A1-1"), 2); err != nil {
		h.t.Fatal(err)
	}
	h.do(func(tx *store.Tx) error {
		if _, err := RegisterLPN(tx, "T1", ToteLPN, Location("DOCK")); err != nil {
			return err
		}
		if _, err := PlaceHold(tx, Target{On: HoldSKU, SKU: "MILK"}, QualityHold, "recall"); err != nil {
			return err
		}
		return BindTote(tx, "T2", "O2", Worker("w1"))
	})
	err := h.withLine("O2", func(tx *store.Tx, l *Line) error {
		_, err := Advance(tx, l, Onward{Res: 1, Qty: 2, To: LPNHolder("T2"), ToPhase: Picked})
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.order("O1", "A1", 3)
	if err := h.reserve("O1", Location("A1-1"), 3); err != nil {
		h.t.Fatal(err)
	}
	h.do(func(tx *store.Tx) error {
		_, err := MakeTask(tx, NewTask{Kind: PickTask, Steps: []TaskStep{{Ref: Ref{"O1", 1, 1}, SKU: "A1", From: Location("A1-1"), Qty: 3}}})
		return err
	})
}

func stored(t *testing.T, e store.Engine, w store.Write) (old []byte) {
	t.Helper()
	s, err := e.Read()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	v, err := s.Get(w.Space, w.Key)
	if err != nil {
		t.Fatal(err)
	}
	if v != nil {
		old = append([]byte{}, v...)
	}
	return old
}

// editedEntry gives the last but one ledger entry with a bit turned, or with back 0 the last one.
func editedEntry(t *testing.T, e store.Engine, back int) store.Write {
	t.Helper()
	s, err := e.Read()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	hi := append([]byte("SH1"), 0, 2)
	lo := append([]byte("SH1"), 0, 1)
	k, v, err := s.Last(store.Log, lo, hi)
	if err == nil && back > 0 {
		k, v, err = s.Last(store.Log, lo, k)
	}
	if err != nil || k == nil {
		t.Fatal("no ledger", err)
	}
	v = append([]byte{}, v...)
	v[len(v)-1] ^= 1
	return store.Write{Space: store.Log, Key: append([]byte{}, k...), Value: v}
}
