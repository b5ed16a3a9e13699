package wire

import "time"

// Printer is a machine that papers come out of, or a folder another program prints from.
type Printer struct {
	Code      string    `json:"code"`
	Name      string    `json:"name,omitempty"`
	Language  string    `json:"language,omitempty" doc:"pdf, zpl, tspl or escpos"`
	DPI       int64     `json:"dpi,omitempty" doc:"203 or 300; absent: 203"`
	Media     string    `json:"media,omitempty" doc:"Paper loaded: 76x130, 100x150, 100x180, 4x6in, 100x50, 100x100, 60x40, card, 80mm or A4; absent: whatever a document wants"`
	Transport string    `json:"transport,omitempty" doc:"raw, ipp or folder"`
	Address   string    `json:"address,omitempty" doc:"host:port, URL or absolute path, by transport"`
	Blind     bool      `json:"blind,omitempty" doc:"Of raw: answers no questions, and is printed to without asking"`
	Relay     bool      `json:"relay,omitempty" doc:"Of ipp: a server like CUPS, whose completed means handed over"`
	Closed    bool      `json:"closed,omitempty" doc:"Gets no new jobs"`
	Paused    bool      `json:"paused,omitempty" doc:"Jobs wait; set by pause-printer, or by the service after failures"`
	Reason    string    `json:"reason,omitempty" doc:"Why it is paused"`
	By        string    `json:"by,omitempty" doc:"Worker who paused it; absent: the service"`
	PausedAt  time.Time `json:"paused_at,omitzero"`
	Revision  uint64    `json:"revision,omitempty"`
}

// Station is the kit of a place people work at. Its code is its location's.
type Station struct {
	Code     string           `json:"code"`
	Name     string           `json:"name,omitempty"`
	Printers []StationPrinter `json:"printers,omitempty" doc:"The first that fits a paper prints it"`
	Scale    *Scale           `json:"scale,omitempty"`
	OnLabel  []string         `json:"on_label,omitempty" doc:"Papers that come with each parcel's first label: packing_slip"`
	Revision uint64           `json:"revision,omitempty"`
}

// StationPrinter says which printer a station prints a paper on.
type StationPrinter struct {
	Document string `json:"document" doc:"waybill, packing_slip, manifest, lpn, location, item, carton, pick_list, badge or commands"`
	Media    string `json:"media,omitempty" doc:"Only for paper of this size"`
	Printer  string `json:"printer"`
}

// Scale is how a station's scale is talked to.
type Scale struct {
	Protocol  string `json:"protocol" doc:"mt-sics, toledo-8217, nci, ad, hid or typed"`
	Transport string `json:"transport,omitempty" doc:"serial, tcp or hid; absent for typed"`
	Address   string `json:"address,omitempty" doc:"Device path, or host:port"`
	Least     int64  `json:"least,omitempty" doc:"Grams below which a weight does not count"`
}

// PrinterStatus is what is known of a printer at this moment.
type PrinterStatus struct {
	Printer string          `json:"printer"`
	State   string          `json:"state" doc:"idle, printing, not_ready, unreachable, paused, or closed"`
	Reasons []PrinterReason `json:"reasons,omitempty"`
	Job     string          `json:"job,omitempty" doc:"The print job being sent, or held up: document/entity/copy"`
	Fails   int             `json:"fails,omitempty" doc:"Failures in a row"`
	Waiting int             `json:"waiting" doc:"Jobs that wait for it, at most 200 counted"`
	Since   time.Time       `json:"since,omitzero"`
}

// PrinterReason is why a printer does not print, for programs and for people.
type PrinterReason struct {
	Reason string `json:"reason" doc:"Stable word: printer.paper_out"`
	Text   string `json:"text,omitempty" doc:"paper out"`
	TextZH string `json:"text_zh,omitempty"`
}

// PrintJob is one paper and how far it is.
type PrintJob struct {
	Print    string    `json:"print" doc:"document/entity/copy"`
	State    string    `json:"state" doc:"queued, rendered, sending, sent, confirmed, failed, unknown or cancelled"`
	Station  string    `json:"station,omitempty"`
	Printer  string    `json:"printer,omitempty" doc:"Absent: it stays a file"`
	Language string    `json:"language,omitempty"`
	DPI      int64     `json:"dpi,omitempty"`
	Bytes    int64     `json:"bytes,omitempty"`
	Hash     string    `json:"hash,omitempty" doc:"Hexadecimal SHA-256 of the bytes"`
	Order    string    `json:"order,omitempty"`
	Reason   string    `json:"reason,omitempty" doc:"Why it is a reprint"`
	Trouble  string    `json:"trouble,omitempty" doc:"Why it failed, is held, or nobody knows"`
	Worker   string    `json:"worker,omitempty"`
	Cut      []string  `json:"cut,omitempty" doc:"Fields whose text did not fit"`
	Replaced []string  `json:"replaced,omitempty" doc:"Fields with characters that cannot be printed"`
	At       time.Time `json:"at,omitzero"`
}

// Print wants a paper by hand; with a reason, one that was printed before once more.
type Print struct {
	Stamp
	Document string `json:"document" doc:"packing_slip, manifest, lpn, location, item, carton, pick_list, badge or commands"`
	Entity   string `json:"entity" doc:"As scanned: parcel, manifest, LPN, location, SKU or barcode, task, worker"`
	Station  string `json:"station,omitempty"`
	Printer  string `json:"printer,omitempty" doc:"Another one than the station's"`
	Reason   string `json:"reason,omitempty" doc:"Why it is printed again"`
}

// Printing names the job that prints a paper.
type Printing struct {
	Print   string `json:"print" doc:"document/entity/copy"`
	State   string `json:"state"`
	Printer string `json:"printer,omitempty" doc:"Absent: it stays a file"`
}

// RetryPrint has a job that failed, or waits, rendered and sent anew.
type RetryPrint struct {
	Stamp
	Print   string `json:"print" doc:"document/entity/copy"`
	Printer string `json:"printer,omitempty" doc:"Another one"`
}

// CancelPrint gives a job up: nobody wants the paper, or a person looked and there is none.
type CancelPrint struct {
	Stamp
	Print  string `json:"print"`
	Reason string `json:"reason"`
}

// ConfirmPrint says that a person has seen the paper.
type ConfirmPrint struct {
	Stamp
	Print string `json:"print"`
}

// PausePrinter keeps jobs from a printer.
type PausePrinter struct {
	Stamp
	Printer string `json:"printer"`
	Reason  string `json:"reason"`
}

// ResumePrinter lets a printer go on with what waits.
type ResumePrinter struct {
	Stamp
	Printer string `json:"printer"`
}

// Pause is whether a printer is paused, and why.
type Pause struct {
	Printer string `json:"printer"`
	Paused  bool   `json:"paused"`
	Reason  string `json:"reason,omitempty"`
	By      string `json:"by,omitempty" doc:"Worker; absent: the service"`
}
