package fulfilment

import (
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/people"
	"example.com/tote/inventory/store"
)

// PrintInput wants a paper by hand; with a reason, one that was printed before once more.
type PrintInput struct {
	Document inventory.Document
	Entity   string // as scanned: a parcel or its waybill, a manifest, an LPN, a location, a SKU or barcode, a task, a worker
	Station  string
	Printer  string // another one than the station's
	Reason   string
}

// PrintResult names the job that prints it.
type PrintResult struct {
	Print   inventory.PrintKey   `cbor:"1,keyasint"`
	State   inventory.PrintState `cbor:"2,keyasint"`
	Printer string               `cbor:"3,keyasint,omitempty"` // where it comes out; empty: it stays a file
}

// Print has a paper printed that no verb prints by itself, or once more with a reason. A carrier's waybill is printed by
// Label and Reprint only, which know its number. Wanted again without a reason it is the first job. Errors: print.document,
// print.waybill, those of finding what it is of, and of inventory.RequestPrint.
func Print(tx *store.Tx, in PrintInput) (PrintResult, error) {
	want, err := in.requested(tx)
	if err != nil {
		return PrintResult{}, err
	}
	var j inventory.PrintJob
	if in.Reason == "" {
		j, err = inventory.RequestPrint(tx, want)
	} else {
		j, err = inventory.ReprintNext(tx, want)
	}
	return PrintResult{j.PrintKey, j.State, j.Printer}, err
}

// requested finds what a paper is of, so that no job waits for what is not there.
func (in *PrintInput) requested(r store.Reader) (inventory.PrintRequested, error) {
	out := inventory.PrintRequested{PrintKey: inventory.PrintKey{Document: in.Document}, Station: in.Station, Printer: in.Printer, Reason: in.Reason}
	switch in.Document {
	case inventory.WaybillDocument:
		return out, fault.Refused("print.waybill", "a waybill is printed by label, and once more by reprint: parcel %s", in.Entity)
	case inventory.PackingSlipDocument:
		p, err := FindParcel(r, in.Entity)
		out.Entity, out.Order = p.ID, p.Order
		return out, err
	case inventory.ManifestDocument:
		m, err := GetManifest(r, in.Entity)
		out.Entity = m.ID
		return out, err
	case inventory.LPNDocument, inventory.CartonDocument:
		l, err := inventory.GetLPN(r, in.Entity)
		out.Entity = l.ID
		return out, err
	case inventory.LocationDocument:
		l, err := inventory.FindLocationByScan(r, in.Entity)
		out.Entity = string(l.Code)
		return out, err
	case inventory.ItemDocument:
		it, err := itemScanned(r, in.Entity)
		out.Entity = string(it.SKU)
		return out, err
	case inventory.PickListDocument:
		t, err := inventory.GetTask(r, in.Entity)
		out.Entity = t.ID
		return out, err
	case inventory.BadgeDocument:
		w, err := people.FindWorker(r, in.Entity)
		out.Entity = w.ID
		return out, err
	case inventory.CommandsDocument:
		out.Entity = string(r.Partition())
		return out, nil
	}
	return out, fault.Invalid("print.document", "there is no paper %q", in.Document)
}

// itemScanned finds an item by its SKU, else by a barcode of it.
func itemScanned(r store.Reader, scanned string) (item.Item, error) {
	it, err := inventory.FindItem(r, item.SKU(scanned))
	if err == nil {
		return it, nil
	}
	if it, _, scanErr := inventory.FindByBarcode(r, scanned); scanErr == nil {
		return it, nil
	}
	return it, err
}
