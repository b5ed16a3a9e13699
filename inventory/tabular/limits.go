package tabular

// Limits of a file read. Each is a bound on memory or on the time one import can take from the service.
const (
	// MaxFileBytes bounds a file as it is sent. A million order lines of 60 bytes fit; an XLSX that cannot be read
	// in place is held in memory, so this is also the most one upload can take.
	MaxFileBytes = 64 << 20
	// MaxRows is what one worksheet can hold, so every sheet fits and a report's set of bad lines stays small.
	MaxRows = 1_048_576
	// MaxColumns is far above any sheet seen (the widest order export has about 60) and keeps a row small.
	MaxColumns = 256
	// MaxCellRunes is far above the longest description, and below the 32,767 a worksheet cell can hold, so that what
	// was read can be written again.
	MaxCellRunes = 8_000
	// MaxHeaderRunes bounds one column's name; longer means the first row is not a header.
	MaxHeaderRunes = 200
	// MaxHeaderBytes bounds the header row: it is looked at once for every separator.
	MaxHeaderBytes = 64 << 10
	// MaxSheetBytes bounds a worksheet after unzipping. It is streamed, so the bound is on time, not memory.
	MaxSheetBytes = 512 << 20
	// MaxSharedBytes bounds a workbook's table of shared texts after unzipping: it is held in memory while reading.
	MaxSharedBytes = 64 << 20
	// MaxPartBytes bounds the small parts of a workbook (its sheets' names, its styles).
	MaxPartBytes = 8 << 20
	// MaxZipParts bounds the files inside a workbook; a real one has a few dozen.
	MaxZipParts = 4_096
	// MaxStoredProblems bounds the problems a Report keeps in full. Beyond it they are counted and their lines are
	// still named; nobody mends ten thousand cells by hand.
	MaxStoredProblems = 10_000
	// MaxStoredWarnings bounds the warnings a Report keeps; there is one a column.
	MaxStoredWarnings = MaxColumns + 16
	// MaxValueRunes bounds the value quoted in a Problem: enough to recognise the cell.
	MaxValueRunes = 60
	// MaxMoneyDecimals is above every currency's minor unit (the most in use is 4).
	MaxMoneyDecimals = 6
)

const (
	// detectWindow is how far the encoding detector looks ahead from the first byte that is not ASCII: thousands of
	// characters, where a few hundred already decide.
	detectWindow = 64 << 10
	// maxCellBytes is MaxCellRunes at the four bytes the longest character takes.
	maxCellBytes = 4 * MaxCellRunes
	// maxXMLRun bounds one text or tag inside a sheet: a shared text can be 32,767 characters of 6 bytes each when
	// escaped.
	maxXMLRun = 1 << 20
	// progressStep is how many bytes pass between two calls of Progress: a bar needs no more.
	progressStep = 64 << 10
	// sheetDigits is the precision of a spreadsheet's numbers: longer ones have lost their last digits already.
	sheetDigits = 15
)
