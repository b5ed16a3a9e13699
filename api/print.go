package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"example.com/tote/fulfilment"
	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
	"example.com/tote/labels"
	"example.com/tote/labels/sheet"
)

// Printer renders the papers that verbs ask for into files named by their hash. What a printer does with them comes after;
// a reprint sends the same bytes again.
type Printer struct{ dir string }

// manifestPage is how many parcels of a manifest are read in one snapshot.
const manifestPage = 200

// NewPrinter keeps its files in dir, which is made if it is missing.
func NewPrinter(dir string) (*Printer, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("print folder: %w", err)
	}
	half, err := filepath.Glob(filepath.Join(dir, "*.part"))
	for _, path := range half { // left by a crash: there is an address on it, and no record to purge it by
		err = errors.Join(err, os.Remove(path))
	}
	if err != nil {
		return nil, fmt.Errorf("print folder: %w", err)
	}
	return &Printer{dir}, nil
}

// Path gives the file of a print job's bytes.
func (p *Printer) Path(hash string) string { return filepath.Join(p.dir, hash+".pdf") }

// Handle is the handler of inventory.Print: it renders, makes the bytes durable, and only then says so.
func (p *Printer) Handle(ctx context.Context, d *store.Delivery) error {
	var key inventory.PrintKey
	if err := d.Decode(&key); err != nil {
		return err
	}
	doc, created, err := p.document(ctx, d, key)
	if err != nil {
		return p.giveUp(ctx, d, key, err)
	}
	var data []byte
	pages, err := doc.Pages()
	if err == nil {
		data, _, err = sheet.Render(pages, sheet.Options{Title: key.Entity, Created: created})
	}
	if err != nil { // the same words give the same failure for ever, whatever its code
		return p.fail(ctx, d, key, err)
	}
	sum := sha256.Sum256(data)
	hash := hex.EncodeToString(sum[:])
	if err := p.keep(hash, data); err != nil {
		return fault.Unavailable("print.folder", "the paper cannot be written to the print folder").Because(err)
	}
	return d.Finish(ctx, "printjob.rendered", func(tx *store.Tx) error {
		return inventory.PrintRendered(tx, key, hash, int64(len(data)))
	})
}

// Forget is the handler of fulfilment.OutboxPurged: an order whose personal data were dropped loses its papers too.
func (p *Printer) Forget(ctx context.Context, d *store.Delivery) error {
	var gone fulfilment.Purged
	if err := d.Decode(&gone); err != nil {
		return err
	}
	var hashes []string
	err := d.View(ctx, store.Partition(gone.Warehouse), func(v *store.View) error {
		for _, j := range fulfilment.PapersOf(v, gone.Order) {
			if j.Hash != "" {
				hashes = append(hashes, j.Hash)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, h := range hashes {
		if err := os.Remove(p.Path(h)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fault.Unavailable("print.folder", "a paper cannot be removed from the print folder").Because(err)
		}
	}
	return syncFolder(p.dir)
}

// giveUp ends a job whose paper cannot be made as things stand, with the reason for a person; passing trouble is tried
// again.
func (p *Printer) giveUp(ctx context.Context, d *store.Delivery, key inventory.PrintKey, why error) error {
	switch fault.CodeFrom(why) {
	case fault.CodeUnavailable, fault.CodeLimited, fault.CodeInternal:
		return why
	}
	return p.fail(ctx, d, key, why)
}

// fail ends a job that still waits for its paper. One that was cancelled meanwhile is no news.
func (p *Printer) fail(ctx context.Context, d *store.Delivery, key inventory.PrintKey, why error) error {
	return d.Finish(ctx, "printjob.failed", func(tx *store.Tx) error {
		if j, err := inventory.GetPrintJob(tx, key); err != nil || j.State != inventory.PaperQueued {
			return nil
		}
		_, err := inventory.StepPrintJob(tx, key, inventory.PrintFail, fault.ReasonOf(why))
		return err
	})
}

// keep writes bytes under their hash: file and folder are synced before anybody is told.
func (p *Printer) keep(hash string, data []byte) error {
	path := p.Path(hash)
	if _, err := os.Stat(path); err == nil {
		return syncFolder(p.dir) // the same bytes were kept before; a crash may have come before the folder was synced
	}
	f, err := os.CreateTemp(p.dir, hash+".*.part")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(p.dir)
}

// document gives what is to be printed, and the moment that stands in it.
func (p *Printer) document(ctx context.Context, d *store.Delivery, key inventory.PrintKey) (doc labels.Document, created time.Time, err error) {
	part := d.Record.Partition
	switch key.Document {
	case inventory.WaybillDocument:
		err = d.View(ctx, part, func(v *store.View) (err error) {
			doc, created, err = waybillOf(v, key)
			return err
		})
	case inventory.ManifestDocument:
		doc, created, err = manifestOf(ctx, d, part, key)
	default:
		err = fault.Refused("print.document", "there is no template for a %s", key.Document)
	}
	return doc, created, err
}

func waybillOf(r store.Reader, key inventory.PrintKey) (labels.Waybill, time.Time, error) {
	var w labels.Waybill
	p, err := fulfilment.FindParcel(r, key.Entity)
	if err != nil {
		return w, time.Time{}, err
	}
	o, err := fulfilment.GetOrder(r, p.Order)
	if err != nil {
		return w, time.Time{}, err
	}
	to, err := fulfilment.OpenRecipient(r, p.Order)
	if err != nil {
		return w, time.Time{}, err
	}
	wh, err := inventory.WarehouseOf(r)
	if err != nil {
		return w, time.Time{}, err
	}
	c, err := partner.FindCarrier(r, p.Carrier)
	if err != nil {
		return w, time.Time{}, err
	}
	j, err := inventory.GetPrintJob(r, key)
	if err != nil {
		return w, time.Time{}, err
	}
	at, parcels := time.Unix(j.At, 0).In(wh.Location()), 0
	for q := range fulfilment.ParcelsOf(r, p.Order) {
		if q.State != fulfilment.ParcelVoid { // nobody is to look for a parcel that was never filled
			parcels++
		}
	}
	w = labels.Waybill{Size: mediaSize(c.Label.Media), Number: p.Waybill, Carrier: bothNames(c.NameZH, c.Name, c.Code), Service: p.Service, Routing: p.Routing,
		Recipient: partyOf(&to), Sender: labels.Party{Company: wh.Name, Phone: wh.Phone, Country: wh.Country, Street: strings.Join(wh.Address, ", ")},
		Order: o.Number, Parcel: p.No, Parcels: max(parcels, p.No), Grams: p.Gross, ShipDate: at.Format("2006-01-02")}
	w.Recipient, w.Privacy = shownParty(w.Recipient, c.Label), labels.PrivacyAsGiven
	return w, at, nil
}

// shownParty hides what the carrier's policy does not show: names, phones and units are masked unless it says otherwise.
func shownParty(p labels.Party, policy partner.LabelPolicy) labels.Party {
	if !policy.ShowNames {
		p.Name = labels.MaskName(p.Name)
	}
	if !policy.ShowPhones {
		p.Phone = labels.MaskPhone(p.Phone)
	}
	if !policy.ShowUnits {
		p.Street = labels.MaskStreet(p.Street)
	}
	return p
}

func partyOf(a *fulfilment.Address) labels.Party {
	return labels.Party{Name: a.Name, Company: a.Company, Phone: a.Phone, Country: a.Country, Province: a.Province, City: a.City, District: a.District,
		Street: strings.TrimSpace(a.Town + " " + a.Detail), Postcode: a.Postcode}
}

func bothNames(names ...string) string {
	for _, n := range names {
		if n != "" {
			return n
		}
	}
	return ""
}

func mediaSize(media string) labels.Size {
	switch media {
	case "76x130":
		return labels.Size76x130
	case "100x180":
		return labels.Size100x180
	case "4x6in":
		return labels.Size4x6in
	}
	return labels.Size100x150
}

// manifestOf reads a manifest's parcels in short pieces: it may have thousands.
func manifestOf(ctx context.Context, d *store.Delivery, part store.Partition, key inventory.PrintKey) (labels.Manifest, time.Time, error) {
	var out labels.Manifest
	var created time.Time
	from, more := "", true
	for more {
		err := d.View(ctx, part, func(v *store.View) error {
			if out.Number == "" {
				if err := manifestHead(v, key, &out, &created); err != nil {
					return err
				}
			}
			n := 0
			more = false
			for p := range fulfilment.ParcelsOn(v, key.Entity, from) {
				if p.ID == from {
					continue
				}
				if n++; n > manifestPage {
					more = true
					break
				}
				from = p.ID
				out.Parcels = append(out.Parcels, labels.ManifestParcel{Waybill: p.Waybill, Order: p.Order, Pieces: 1, Grams: p.Gross})
			}
			return nil
		})
		if err != nil {
			return out, created, err
		}
	}
	return out, created, nil
}

func manifestHead(r store.Reader, key inventory.PrintKey, out *labels.Manifest, created *time.Time) error {
	m, err := fulfilment.GetManifest(r, key.Entity)
	if err != nil {
		return err
	}
	wh, err := inventory.WarehouseOf(r)
	if err != nil {
		return err
	}
	j, err := inventory.GetPrintJob(r, key)
	if err != nil {
		return err
	}
	*created = time.Unix(j.At, 0).In(wh.Location())
	*out = labels.Manifest{Number: m.ID, Carrier: m.Carrier, Warehouse: wh.Name, Date: created.Format("2006-01-02"), Vehicle: m.Vehicle, Dock: m.Dock}
	return nil
}
