package scan

import "example.com/tote/labels/gs1"

// Kind is what a code may stand for. The order is that of candidates in an answer of Parse.
type Kind uint8

// The kinds of scans.
const (
	Command    Kind = iota + 1 // of the printed sheet: Word, and Number for QTY-12 and DIGIT-3
	Parcel                     // P-0012345-6; Code
	Task                       // T-...
	Order                      // O-..., or a channel's number that the table knows
	Receipt                    // R-...
	Wave                       // W-...
	Manifest                   // M-...
	Inspection                 // Q-...
	Tote                       // a reusable tote; Code
	LPN                        // a pallet's or carton's number, house number U-... or an SSCC of 18 digits; Code
	Location                   // Code is the location's code, whichever barcode was scanned
	Item                       // Code is the barcode as it is kept (a GTIN as 14 digits); SKU and Units if the table knows it
	Details                    // lot, date, serial, count or weight without an item, as the second of two codes has them
	Waybill                    // Carriers has every carrier whose form fits
	Badge                      // Code is the badge as it is kept
	Quantity                   // typed digits: Number
	Unknown                    // nothing fits; Problem, if any, says what is wrong with it
)

var kindWords = [...]string{Command: "command", Parcel: "parcel", Task: "task", Order: "order", Receipt: "receipt", Wave: "wave",
	Manifest: "manifest", Inspection: "inspection", Tote: "tote", LPN: "LPN", Location: "location", Item: "item",
	Details: "details", Waybill: "waybill", Badge: "badge", Quantity: "quantity", Unknown: "unknown"}

// String gives the word for logs and scripts.
func (k Kind) String() string {
	if int(k) < len(kindWords) && kindWords[k] != "" {
		return kindWords[k]
	}
	return "?"
}

// Scan is one meaning of what was scanned.
type Scan struct {
	Kind      Kind
	Text      string        // as it came, without AIM prefix, terminator and blanks around it
	Symbology gs1.Symbology // Unknown ("") if the scanner sends no AIM prefix
	Code      string        // in the one spelling under which the thing is kept

	Word     Word      // of a Command
	Number   int64     // of a Quantity, and of the commands QTY-<n> and DIGIT-<d>
	Carriers []Carrier // of a Waybill, in the table's order: more than one means the form does not tell

	SKU      string       // of an Item the table knows; two items with one barcode are two candidates
	Units    int64        // base units one scan of this code stands for: 1, or what its case holds; 0 if the table is silent
	Attached              // what GS1 elements or the table say beside the code
	Elements gs1.Elements // as read, for what has no field here

	Problem error // of an Unknown: why it could not be read, a *fault.Error that says what to do
}

// Attached is what stands beside a code in GS1 elements. Zero values mean: not said.
type Attached struct {
	Lot        string
	Serial     string
	Expiry     gs1.Date // (17)
	BestBefore gs1.Date // (15); a warehouse that has no (17) takes it for the expiry
	Produced   gs1.Date // (11)
	Packed     gs1.Date // (13)
	Count      int64    // (30) pieces of a variable item, or (37) items in a logistic unit
	Grams      int64    // net weight (310n, 320n), rounded to grams
	GrossGrams int64    // gross weight (330n, 340n)
	Content    string   // GTIN-14 of what a logistic unit holds, (02)
	SSCC       string   // (00) beside other elements
}

// Shelf gives the date after which the goods must not go out: the expiry, or the best-before date where there is none.
func (a Attached) Shelf() gs1.Date {
	if a.Expiry == (gs1.Date{}) {
		return a.BestBefore
	}
	return a.Expiry
}

// Carrier is one carrier whose form of waybill numbers fits.
type Carrier struct {
	ID         string // stable: "sf", "fedex_12"
	Name       string // "SF Express"
	Confidence string // how telling the form is: high, medium, low
}

// Table is what the terminal knows of its warehouse. Its methods are asked with a text and answer at once, from memory.
type Table interface {
	// Location finds a location by its code or its barcode.
	Location(text string) (code string, ok bool)
	// Items finds every item with a barcode, which is given as it is kept: see Barcode.
	Items(barcode string) []ItemMatch
	// LPN finds a tote, pallet or carton by its number.
	LPN(text string) (LPNMatch, bool)
	// Orders finds the house numbers of orders by a channel's or customer's number.
	Orders(text string) []string
}

// ItemMatch is an item that has a barcode.
type ItemMatch struct {
	SKU   string
	Units int64 // base units in the pack that carries this barcode
}

// LPNMatch is an LPN the table knows.
type LPNMatch struct {
	Code string
	Tote bool // reusable; else a pallet or carton
}

// Prefixes mark codes of the house that carry a word in front, so that their kind shows even where the table does not know
// them. A location's Code is then what follows the prefix; totes, LPNs and badges are kept with it. "" switches one off.
type Prefixes struct {
	Location, LPN, Tote, Badge string
}

// DefaultPrefixes are those of the house's own labels.
var DefaultPrefixes = Prefixes{Location: "LOC-", LPN: "LPN-", Tote: "TOTE-", Badge: "BADGE-"}

// DefaultSubstitutes are what wedges and emulators are seen to send for GS.
var DefaultSubstitutes = []string{"<GS>", "^]", "~", "|"}

// Options are the house's choices.
type Options struct {
	Table         Table    // nil: nothing is known
	Prefixes      Prefixes // zero: none
	GSSubstitutes []string // texts that stand for GS between GS1 elements; nil: none
	Year          int      // this year, four digits: it decides the century of GS1 dates; 0: 2026, right until 2075
}
