package wire

import "time"

// Imported tells what became of a file.
type Imported struct {
	Import uint64     `json:"import,omitempty" doc:"Of a whole file: the import's number; ask for it at /v1/imports/{id}"`
	Job    uint64     `json:"job,omitempty" doc:"Of a whole file that was taken: the job that brings the records in"`
	Source FileSource `json:"source" doc:"How the file was read"`
	Report FileReport `json:"report"`
}

// FileSource tells how a file was read.
type FileSource struct {
	Name     string `json:"name,omitempty"`
	Format   string `json:"format,omitempty" doc:"csv or xlsx"`
	Encoding string `json:"encoding,omitempty" doc:"Of CSV: utf-8, gb18030 or utf-16"`
	Comma    string `json:"comma,omitempty" doc:"Of CSV: what separates its cells"`
	Sheet    string `json:"sheet,omitempty" doc:"Of a workbook: the sheet that was read"`
}

// FileReport names every bad row of a file: the first 10,000 problems in full, the lines of all of them in BadLines.
type FileReport struct {
	Rows     int           `json:"rows"`
	Good     int           `json:"good"`
	Bad      int           `json:"bad"`
	Dropped  int           `json:"dropped,omitempty" doc:"Problems beyond those listed"`
	BadLines string        `json:"bad_lines,omitempty" doc:"Every bad line: 3-7,12"`
	Stopped  *FileProblem  `json:"stopped,omitempty" doc:"Why reading ended before the file did"`
	Problems []FileProblem `json:"problems"`
	Warnings []FileProblem `json:"warnings,omitempty" doc:"They refuse nothing"`
}

// FileProblem is one thing wrong in one cell, row or file.
type FileProblem struct {
	Line    int    `json:"line" doc:"As the file's editor shows it, from 1; 0: the file as a whole"`
	Column  string `json:"column,omitempty" doc:"Header as it stands in the file; absent: the row as a whole"`
	Value   string `json:"value,omitempty" doc:"The cell, cut; may be personal data"`
	Reason  string `json:"reason" doc:"Stable dotted word"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty" doc:"The way out"`
}

// ImportProblem is the answer to a file of which nothing was taken in, or whose import ran into trouble.
type ImportProblem struct {
	Problem
	Import *Imported `json:"import,omitempty" doc:"What is known of the file, with its report"`
}

// ImportState tells how far a whole file is that is brought in behind its answer.
type ImportState struct {
	Import   uint64          `json:"import"`
	Kind     string          `json:"kind" doc:"items, locations or orders"`
	State    string          `json:"state" doc:"staging, applying, applied, aborting or aborted"`
	Records  int64           `json:"records" doc:"In the file"`
	Done     int64           `json:"done" doc:"Brought in, or taken away again if it was given up"`
	Failed   int64           `json:"failed" doc:"Refused by a verb since the warehouse had changed meanwhile; see failures"`
	Job      uint64          `json:"job,omitempty"`
	JobState string          `json:"job_state,omitempty" doc:"waiting, running, done or failed"`
	Worker   string          `json:"worker,omitempty"`
	Began    time.Time       `json:"began"`
	Reason   string          `json:"reason,omitempty" doc:"Why it was given up"`
	Failures []ImportFailure `json:"failures,omitempty"`
	Next     string          `json:"next,omitempty" doc:"Cursor of the next failures; absent at the end"`
}

// ImportFailure is a record that could not be brought in.
type ImportFailure struct {
	Line    int    `json:"line"`
	Name    string `json:"name" doc:"Its SKU, code or order number"`
	Reason  string `json:"reason"`
	Message string `json:"message,omitempty"`
}
