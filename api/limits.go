package api

import (
	"time"

	"example.com/tote/inventory/tabular"
)

// Limits of what one request may ask for.
const (
	MaxBody      = 256 << 10 // an order's range or a purchase order of 500 lines take about 50 KB
	MaxBatchBody = 1 << 20   // 100 commands of 10 KB
	MaxBatch     = 100       // commands in one batch: what a handheld gathers in a dead spot, and under 100 ms to commit
	MaxPage      = 200       // items of a list: about 100 KB, what a weak radio takes in a second
	MaxContents  = 500       // balances and LPNs in the answer for one holder: a full pallet of mixed goods has about 100
	MaxToken     = 128       // characters of a token; ours have 47
	MaxCommandID = 64        // characters of a command id: a UUID with a prefix
	MaxHeaders   = 16 << 10  // bytes of a request's headers
)

// Limits of event streams.
const (
	EventPiece    = 500              // entries read in one snapshot: about 3 ms
	EventStreams  = 200              // open at once: each costs a goroutine and a connection, supervisors and screens have tens
	EventBeat     = 15 * time.Second // a comment on an idle stream, so that proxies keep it open and dead peers are noticed
	EventPatience = 10 * time.Second // a reader that takes longer for one piece is let go; it resumes by its last id
)

// Limits of waiting.
const (
	BodyPatience    = 10 * time.Second // for a request's body: a handheld at the edge of the radio
	CommandPatience = 20 * time.Second // for a commit; behind it the command may still be done, and is asked for again
)

// Limits of reports.
const (
	ReportsAtOnce  = 2                // each adds up the whole ledger: 2 s of one core at 5 million entries
	ReportPatience = 10 * time.Minute // to make one and to send it, however slow the line
)

// Limits of imports and exports.
const (
	MaxUpload        = tabular.MaxFileBytes // bytes of a file; a workbook is held in memory while it is read
	ImportsAtOnce    = 2                    // two workbooks of that size with their shared texts: 256 MB
	ExportsAtOnce    = 4                    // each walks a whole collection
	ExchangePatience = time.Hour            // for one file, however it trickles: a million rows take minutes
	MaxReportDetails = 100                  // problems told as details of a refusal; the report beside it has them all
)
