package gs1

// Date is a calendar day without a place or time: an expiry ends with the day where the goods are.
type Date struct{ Year, Month, Day int }

// String gives 2026-12-31.
func (d Date) String() string {
	b := []byte("0000-00-00")
	put := func(at, width, n int) {
		for i := at + width - 1; i >= at; i-- {
			b[i] = byte('0' + n%10)
			n /= 10
		}
	}
	put(0, 4, d.Year)
	put(5, 2, d.Month)
	put(8, 2, d.Day)
	return string(b)
}

// ParseDate reads YYMMDD of AIs 11 to 17. Day 00 means the last day of the month: producers print it where only the
// month is known. The century follows the GS1 rule: a year 51 or more ahead of this year belongs to the century before,
// one 50 or more behind to the century after. thisYear is four digits.
func ParseDate(yymmdd string, thisYear int) (Date, error) {
	return parseDate(yymmdd, thisYear, true)
}

// FormatDate gives YYMMDD.
func FormatDate(d Date) string {
	s := d.String()
	return s[2:4] + s[5:7] + s[8:10]
}

func parseDate(s string, thisYear int, dayZero bool) (Date, error) {
	if len(s) != 6 {
		return Date{}, errorf(KindDate, "", -1, "date %q has %d characters, want YYMMDD", s, len(s))
	}
	if at := firstNonDigit(s); at >= 0 {
		return Date{}, errorf(KindCharset, "", at, "date %q: %q is not a digit", s, s[at])
	}
	two := func(i int) int { return int(s[i]-'0')*10 + int(s[i+1]-'0') }
	d := Date{Year: century(two(0), thisYear), Month: two(2), Day: two(4)}
	if d.Month < 1 || d.Month > 12 {
		return Date{}, errorf(KindDate, "", 2, "date %q: month %02d", s, d.Month)
	}
	last := daysIn(d.Year, d.Month)
	if d.Day == 0 && dayZero {
		d.Day = last
	}
	if d.Day < 1 || d.Day > last {
		return Date{}, errorf(KindDate, "", 4, "date %q: day %02d, the month has %d", s, d.Day, last)
	}
	return d, nil
}

func century(yy, thisYear int) int {
	base := thisYear - thisYear%100
	switch diff := yy - thisYear%100; {
	case diff >= 51:
		return base - 100 + yy
	case diff <= -50:
		return base + 100 + yy
	}
	return base + yy
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}
