package report

import (
	"testing"
	"time"
)

// A day of a report is the day people had, also where clocks are put forward at midnight.
func TestADayThatBeginsAtOne(t *testing.T) {
	now := time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		zone, word string
		start      bool
		want       string
	}{
		{"Africa/Cairo", "2024-04-25", false, "2024-04-26T01:00:00+03:00"},
		{"Africa/Cairo", "2024-04-26", true, "2024-04-26T01:00:00+03:00"},
		{"Africa/Cairo", "2024-04-26", false, "2024-04-27T00:00:00+03:00"},
		{"America/Havana", "2024-03-09", false, "2024-03-10T01:00:00-04:00"},
		{"America/Havana", "2024-03-10", false, "2024-03-11T00:00:00-04:00"},
		{"Europe/Berlin", "2024-03-31", false, "2024-04-01T00:00:00+02:00"},
		{"Europe/Berlin", "2024-03-31", true, "2024-03-31T00:00:00+01:00"},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := readMoment(c.word, zone, now, c.start)
		if !ok || got.Format(time.RFC3339) != c.want {
			t.Errorf("%s in %s, start %t: got %s, want %s", c.word, c.zone, c.start, got.Format(time.RFC3339), c.want)
		}
	}
}
