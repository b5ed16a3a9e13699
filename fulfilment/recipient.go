package fulfilment

import (
	"crypto/aes"
	"crypto/cipher"
	"slices"
	"strings"
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// Limits of a recipient.
const (
	MaxAddressField = 400 // bytes of one field of an address; longer texts are not addresses
	MaxToken        = 256 // of a channel's token for an address it keeps itself; Taobao's has 128
	SealKeyBytes    = 32  // AES-256
	SealNonceBytes  = 12
	postcodeKept    = 3 // characters of a postcode that say the region and nobody's street

	// PurgeAfter is how long an order's personal data are kept once it is shipped or cancelled: returns and claims come
	// within a month, and no law asks for more than the delivery did.
	PurgeAfter = 30 * 24 * time.Hour
	// MaxPurge is how many orders one purging command clears: each costs five writes.
	MaxPurge = 30
)

// Address is where an order goes to. All of it is personal: it stands sealed in the order's recipient record, in print
// files, and nowhere else.
type Address struct {
	Name     string `cbor:"1,keyasint,omitempty"`
	Company  string `cbor:"2,keyasint,omitempty"`
	Phone    string `cbor:"3,keyasint,omitempty"`
	Country  string `cbor:"4,keyasint,omitempty"` // ISO 3166 alpha-2
	Province string `cbor:"5,keyasint,omitempty"`
	City     string `cbor:"6,keyasint,omitempty"`
	District string `cbor:"7,keyasint,omitempty"`
	Town     string `cbor:"8,keyasint,omitempty"`
	Detail   string `cbor:"9,keyasint,omitempty"` // street, house, building, unit
	Postcode string `cbor:"10,keyasint,omitempty"`
	Division string `cbor:"11,keyasint,omitempty"` // GB/T 2260 code of the district, where the channel gives one
}

// RecipientInput is a recipient as a channel sends it: in clear, or masked with a token by which the channel knows more.
type RecipientInput struct {
	Address
	Token string
}

// Seal is what a recipient is sealed with. Below the edge of the program there is no randomness, so it comes with the
// command: fresh for each, of a secure source, and no part of the input's hash.
type Seal struct {
	Key   []byte // SealKeyBytes
	Nonce []byte // SealNonceBytes
}

// Recipient is all that is kept of where an order goes to. What routing needs stays readable; the rest is sealed with a
// key of its own and is gone, in old backups too, once that key is dropped.
type Recipient struct {
	Order    string `cbor:"1,keyasint"`
	Token    string `cbor:"2,keyasint,omitempty"` // the channel's
	Country  string `cbor:"3,keyasint,omitempty"`
	Province string `cbor:"4,keyasint,omitempty"`
	Division string `cbor:"5,keyasint,omitempty"`
	Postcode string `cbor:"6,keyasint,omitempty"` // its first characters
	Nonce    []byte `cbor:"7,keyasint,omitempty"`
	Sealed   []byte `cbor:"8,keyasint,omitempty"`
	Purged   int64  `cbor:"9,keyasint,omitempty"` // unix seconds
}

// recipientKey is the key a recipient is sealed with, in a record of its own.
type recipientKey struct {
	Order string `cbor:"1,keyasint"`
	Key   []byte `cbor:"2,keyasint"`
}

var (
	recipients = store.Collection[Recipient]{Noun: "recipient", Version: 1,
		Key: func(r *Recipient) store.Key { return store.K(tagRecipient).Str(r.Order) }}
	recipientKeys = store.Collection[recipientKey]{Noun: "recipient's key", Version: 1,
		Key: func(k *recipientKey) store.Key { return store.K(tagRecipientKey).Str(k.Order) }}
)

// RecipientOf gives what is readable of an order's recipient, from any partition: enough to route a parcel.
func RecipientOf(r store.Reader, order string) (Recipient, error) {
	return recipients.Must(r.Company(), store.K(tagRecipient).Str(order), order)
}

// OpenRecipient gives an order's recipient in clear, for the label, from any partition. Never log, store or emit what it
// gives. Errors: recipient.unknown, recipient.purged.
func OpenRecipient(r store.Reader, order string) (Address, error) {
	var a Address
	rec, err := RecipientOf(r, order)
	if err != nil {
		return a, err
	}
	key, ok := recipientKeys.Get(r.Company(), store.K(tagRecipientKey).Str(order))
	if !ok || rec.Purged != 0 {
		return a, fault.NotFound("recipient.purged", "the recipient of order %s is no longer kept: ask the channel", order)
	}
	aead, err := sealer(key.Key)
	if err != nil {
		return a, err
	}
	plain, err := aead.Open(nil, rec.Nonce, rec.Sealed, []byte(order))
	if err != nil {
		return a, fault.Internal("recipient.seal", "the recipient of order %s does not open with its key", order)
	}
	if err := store.Unmarshal(plain, &a); err != nil {
		return Address{}, fault.Internal("recipient.unreadable", "the recipient of order %s cannot be read", order)
	}
	return a, nil
}

func sealer(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fault.Internal("recipient.key", "a recipient's key has %d bytes", len(key))
	}
	return cipher.NewGCM(block)
}

// keepRecipient seals a recipient under its order. The order's number is sealed along, so that no record can be put in the
// place of another.
func keepRecipient(tx *store.Tx, order string, in *RecipientInput, s Seal) error {
	if len(s.Key) != SealKeyBytes || len(s.Nonce) != SealNonceBytes {
		return fault.Internal("recipient.key", "sealing needs a key of %d bytes and a nonce of %d, not %d and %d",
			SealKeyBytes, SealNonceBytes, len(s.Key), len(s.Nonce))
	}
	aead, err := sealer(s.Key)
	if err != nil {
		return err
	}
	rec := Recipient{Order: order, Token: in.Token, Country: in.Country, Province: in.Province, Division: in.Division,
		Postcode: prefixOf(in.Postcode, postcodeKept), Nonce: s.Nonce}
	rec.Sealed = aead.Seal(nil, s.Nonce, store.Marshal(&in.Address), []byte(order))
	recipients.Put(tx, &rec)
	recipientKeys.Put(tx, &recipientKey{Order: order, Key: s.Key})
	return nil
}

func prefixOf(s string, runes int) string {
	for i := range s {
		if runes == 0 {
			return s[:i]
		}
		runes--
	}
	return s
}

// normalise trims every field, so that a blank is not taken for a name.
func (in *RecipientInput) normalise() {
	for _, f := range in.fields() {
		*f.text = strings.TrimSpace(*f.text)
	}
	in.Country = strings.ToUpper(in.Country)
}

type addressField struct {
	name string
	text *string
}

func (in *RecipientInput) fields() []addressField {
	a := &in.Address
	return []addressField{{"name", &a.Name}, {"company", &a.Company}, {"phone", &a.Phone}, {"country", &a.Country}, {"province", &a.Province},
		{"city", &a.City}, {"district", &a.District}, {"town", &a.Town}, {"detail", &a.Detail}, {"postcode", &a.Postcode},
		{"division", &a.Division}, {"token", &in.Token}}
}

// check notes fields that are too long to be what they say. What is missing is no matter of it: see lacking.
func (in *RecipientInput) check(g *fault.Gather) {
	for _, f := range in.fields() {
		limit := MaxAddressField
		if f.name == "token" {
			limit = MaxToken
		}
		if len(*f.text) > limit {
			g.Add("recipient."+f.name, "order.field", "recipient.%s has more than %d bytes", f.name, limit)
		}
	}
}

// lacking names the fields without which no carrier takes the parcel, never their content. A channel that keeps the
// address itself sends a token, and then what it masks is complete; masked without a token can never be delivered.
func (in *RecipientInput) lacking() []Exception {
	if in.Token != "" {
		return nil
	}
	var missing []string
	masked := false
	for _, f := range []struct {
		name string
		text string
	}{{"name", in.Name + in.Company}, {"phone", in.Phone}, {"country", in.Country}, {"detail", in.Detail}} {
		if f.text == "" || f.name == "country" && !isCountry(f.text) {
			missing = append(missing, f.name)
		}
		masked = masked || strings.Contains(f.text, "*")
	}
	var out []Exception
	if len(missing) > 0 {
		out = append(out, Exception{Reason: AddressIncomplete, Detail: strings.Join(missing, ",")})
	}
	if masked {
		out = append(out, Exception{Reason: AddressMasked})
	}
	return out
}

func isCountry(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}

// RevealInput asks to read a recipient in clear, and says for what.
type RevealInput struct {
	Order   string
	Purpose string // a word for the log: "label", "claim", "customer.asked"
}

// RevealResult says that the reading is written down; the data themselves are read with OpenRecipient and never part of a
// stored answer.
type RevealResult struct {
	Order string `cbor:"1,keyasint"`
}

// Reveal writes down who reads an order's personal data and why, before they are shown. Company partition.
func Reveal(tx *store.Tx, in RevealInput) (RevealResult, error) {
	if err := inCompany(tx); err != nil {
		return RevealResult{}, err
	}
	if in.Purpose == "" || len(in.Purpose) > MaxOrderField {
		return RevealResult{}, fault.Invalid("purpose.missing", "say in 1 to %d bytes what the recipient of order %s is read for", MaxOrderField, in.Order)
	}
	if _, err := RecipientOf(tx, in.Order); err != nil {
		return RevealResult{}, err
	}
	inventory.RecordState(tx, inventory.StateChange{Noun: "recipient", ID: in.Order, Event: "reveal", Reason: in.Purpose})
	return RevealResult{in.Order}, nil
}

func purgeKey(day item.Date) store.Key { return store.K(tagPurge).Int(int64(day)) }

// planPurge notes when an order's personal data are dropped. It is told when the order has ended, either way.
func planPurge(tx *store.Tx, order string) {
	store.Mark(tx, purgeKey(item.DateOf(tx.Now().Add(PurgeAfter), time.UTC)).Str(order))
}

// PurgeInput bounds a purge; the date is the command's own.
type PurgeInput struct {
	Limit int // 0 and above MaxPurge: MaxPurge
}

// PurgeResult tells how many orders were cleared; More asks for another command.
type PurgeResult struct {
	Purged int  `cbor:"1,keyasint,omitempty"`
	More   bool `cbor:"2,keyasint,omitempty"`
}

// Purge drops the personal data of orders whose time has come: the key first of all, then what it sealed and the channel's
// token. Country, division and the postcode's beginning stay for statistics. Company partition.
func Purge(tx *store.Tx, in PurgeInput) (PurgeResult, error) {
	var out PurgeResult
	if err := inCompany(tx); err != nil {
		return out, err
	}
	if in.Limit <= 0 || in.Limit > MaxPurge {
		in.Limit = MaxPurge
	}
	today := item.DateOf(tx.Now(), time.UTC)
	var due []store.Key
	for k := range store.Keys(tx, store.K(tagPurge), nil) {
		if item.Date(store.ReadKey(k, 1).Int()) > today {
			break
		}
		if len(due) == in.Limit {
			out.More = true
			break
		}
		due = append(due, k)
	}
	for _, k := range due {
		kr := store.ReadKey(k, 1)
		kr.Int()
		store.Unmark(tx, k)
		if forget(tx, kr.Str()) {
			out.Purged++
		}
	}
	return out, nil
}

// forget drops one order's personal data; false if they are gone already.
func forget(tx *store.Tx, order string) bool {
	rec, ok := recipients.Get(tx, store.K(tagRecipient).Str(order))
	if !ok || rec.Purged != 0 {
		return false
	}
	recipientKeys.Delete(tx, store.K(tagRecipientKey).Str(order))
	rec.Token, rec.Nonce, rec.Sealed, rec.Purged = "", nil, nil, tx.Now().Unix()
	recipients.Put(tx, &rec)
	inventory.RecordState(tx, inventory.StateChange{Noun: "recipient", ID: order, Event: "purge"})
	if o, ok := Intakes.Get(tx, intakeKey(order)); ok && o.Warehouse != "" {
		tx.Emit(OutboxPurged, order, Purged{Order: order, Warehouse: o.Warehouse})
	}
	return true
}

// OutboxPurged is the outbox kind that tells whoever keeps print files to unlink those of an order, since its address is on
// them; its payload is Purged, its key the order.
const OutboxPurged = "recipient.purged"

// Purged names an order whose personal data were dropped, and the warehouse that printed for it.
type Purged struct {
	Order     string `cbor:"1,keyasint"`
	Warehouse string `cbor:"2,keyasint"`
}

// Forgotten tells whether an order's personal data were dropped, from any partition. A paper rendered before it and kept
// after it would be found by no purge.
func Forgotten(r store.Reader, order string) bool {
	rec, err := RecipientOf(r, order)
	return err == nil && rec.Purged != 0
}

// PapersOf lists the print jobs of an order in its warehouse that have its address on them, reprints included.
func PapersOf(r store.Reader, order string) []inventory.PrintJob {
	var out []inventory.PrintJob
	for p := range ParcelsOf(r, order) {
		for _, d := range inventory.PersonalPapers {
			out = slices.AppendSeq(out, inventory.PrintJobsOf(r, d, p.ID))
		}
	}
	return out
}
