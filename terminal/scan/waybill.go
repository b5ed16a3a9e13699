package scan

import (
	"regexp"
	"strings"
	"sync"

	"example.com/tote/labels/gs1"
)

// waybillForm is one carrier's form of waybill numbers. The forms and check rules are facts of carriers' labels, gathered in
// part from jkeen/tracking_number_data (MIT) and in part from public lists of forms; the vectors beside the tests name the
// source of each. A form alone rarely proves a carrier: use it to guess the carrier of an unknown parcel, never to refuse a
// number that the house's own tables know.
type waybillForm struct {
	id, carrier, form, confidence string
	check                         func(string) bool // nil: no check digit is known
}

// waybillForms stand in the order in which carriers are told.
var waybillForms = []waybillForm{
	{"ups_1z", "UPS", `^1Z[A-Z0-9]{15}[0-9]$`, "high", func(s string) bool { return upsCheck(s[2:]) }},
	{"ups_waybill", "UPS", `^[AHJKTV][0-9]{10}$`, "high", func(s string) bool { return upsCheck(s[1:]) }},
	{"s10", "post (UPU S10: registered, EMS, parcels)", `^[A-Z]{2}[0-9]{9}[A-Z]{2}$`, "high", s10Check},
	{"usps_20", "USPS", `^[0-9]{20}$`, "high", func(s string) bool { return mod10(s, 3, 1) }},
	{"usps_impb", "USPS IMpb", `^(420[0-9]{5}([0-9]{4})?)?9[1-5][0-9]{20}([0-9]{4}|[0-9]{8})?$`, "high", impbCheck},
	{"fedex_12", "FedEx Express", `^[0-9]{12}$`, "medium", func(s string) bool { return mod11(s, 3, 1, 7) }},
	{"fedex_34", "FedEx barcode", `^[0-8][0-9]{33}$`, "high", func(s string) bool { return mod11(s[20:], 1, 7, 3) }},
	{"fedex_ground_15", "FedEx Ground", `^[0-9]{15}$`, "medium", func(s string) bool { return mod10(s, 3, 1) }},
	{"fedex_ground_96", "FedEx Ground 96", `^96[0-9]{20}$`, "high", func(s string) bool { return mod10(s[7:], 3, 1) }},
	{"fedex_sscc18", "FedEx Ground SSCC (AI 00 + 18)", `^[0-9]{18,20}$`, "medium", ssccCheck},
	{"dhl_express", "DHL Express", `^[0-9]{10,11}$`, "medium", mod7},
	{"dhl_piece", "DHL Express piece", `^J[A-Z]{2,3}[0-9]{9,10}$`, "high", nil},
	{"dpd_14", "DPD", `^[0-9]{14}[0-9A-Z]$`, "high", mod37},
	{"dpd_28", "DPD barcode", `^[0-9]{27}[0-9A-Z]$`, "high", mod37},
	{"canada_post", "Canada Post", `^[0-9]{16}$`, "high", func(s string) bool { return mod10(s, 3, 1) }},
	{"ontrac_c", "OnTrac", `^C[0-9]{14}$`, "high", func(s string) bool { return mod10("4"+s[1:], 2, 1) }},
	{"amazon_tba", "Amazon Logistics", `^TB[ACM][0-9]{12}$`, "high", nil},
	{"yunexpress", "YunExpress", `^YT[0-9]{16}$`, "high", nil},
	{"sf", "SF Express", `^SF[0-9]{13}$`, "medium", nil},
	{"sf_old", "SF Express, old 12 digits", `^[0-9]{12}$`, "low", nil},
	{"jd", "JD Logistics", `^JD[A-Z0-9]{2}[0-9]{11,13}$`, "medium", nil},
	{"jd_package", "JD Logistics, package label", `^JD[A-Z0-9]{2}[0-9]{11,13}-[0-9]+-[0-9]+-?$`, "medium", nil},
	{"jtsd", "J&T (China)", `^JT[0-9]{12,13}$`, "medium", nil},
	{"yto", "YTO", `^YT[0-9]{13}$`, "medium", nil},
	{"zto", "ZTO", `^7[3-8][0-9]{12}$`, "low", nil},
	{"sto", "STO", `^(77|43)[0-9]{13}$`, "low", nil},
	{"yunda", "Yunda", `^[34][0-9]{14}$`, "low", nil},
	{"ems_cn", "China Post / EMS, 13 digits", `^[1589][0-9]{12}$`, "low", nil},
	{"deppon", "Deppon", `^DPK[0-9]{12}$`, "medium", nil},
}

// Lengths of waybill numbers, blanks left out: nothing shorter or longer fits a form.
const (
	shortestWaybill = 10
	longestWaybill  = 40
)

// waybillRegexps are compiled at the first scan that may be a waybill's: start-up is waited for.
var waybillRegexps = sync.OnceValue(func() []*regexp.Regexp {
	out := make([]*regexp.Regexp, len(waybillForms))
	for i, f := range waybillForms {
		out[i] = regexp.MustCompile(f.form)
	}
	return out
})

// Carriers tells every carrier whose form and check digit fit, in a fixed order, and the number as it is kept: without
// blanks, in capitals.
func Carriers(text string) (carriers []Carrier, number string) {
	number = strings.ToUpper(strings.ReplaceAll(text, " ", ""))
	if len(number) < shortestWaybill || len(number) > longestWaybill {
		return nil, number
	}
	for i := range waybillForms {
		if fits, sound := waybillForms[i].judge(i, number); fits && sound {
			f := &waybillForms[i]
			carriers = append(carriers, Carrier{ID: f.id, Name: f.carrier, Confidence: f.confidence})
		}
	}
	return carriers, number
}

func (f *waybillForm) judge(i int, number string) (fits, sound bool) {
	if !waybillRegexps()[i].MatchString(number) {
		return false, false
	}
	return true, f.check == nil || f.check(number)
}

// mod10 weighs the digits before the last with last, before, last ... from the right.
func mod10(s string, last, before int) bool {
	sum := 0
	for i := len(s) - 2; i >= 0; i-- {
		sum += int(s[i]-'0') * last
		last, before = before, last
	}
	return int(s[len(s)-1]-'0') == (10-sum%10)%10
}

// mod11 weighs the digits before the last from the left, the weights repeating; a remainder of 10 is written 0.
func mod11(s string, weights ...int) bool {
	sum := 0
	for i := range len(s) - 1 {
		sum += int(s[i]-'0') * weights[i%len(weights)]
	}
	return int(s[len(s)-1]-'0') == sum%11%10
}

func mod7(s string) bool {
	rest := 0
	for i := range len(s) - 1 {
		rest = (rest*10 + int(s[i]-'0')) % 7
	}
	return int(s[len(s)-1]-'0') == rest
}

// upsCheck doubles every second character; letters count as (their ASCII code - 3) mod 10.
func upsCheck(s string) bool {
	sum := 0
	for i := range len(s) - 1 {
		n := int(s[i] - '0')
		if s[i] >= 'A' {
			n = (int(s[i]) - 3) % 10
		}
		sum += n * (1 + i%2)
	}
	return int(s[len(s)-1]-'0') == (10-sum%10)%10
}

// ssccCheck takes GS1's weights of the last 18 digits, and the reverse: labels with it are among the vectors, and a form is
// for telling candidates only.
func ssccCheck(s string) bool {
	s = s[len(s)-18:]
	return mod10(s, 3, 1) || mod10(s, 1, 3)
}

func s10Check(s string) bool {
	sum := 0
	for i, w := range []int{8, 6, 4, 2, 3, 5, 9, 7} {
		sum += int(s[2+i]-'0') * w
	}
	check := 11 - sum%11
	switch check {
	case 11:
		check = 5
	case 10:
		check = 0
	}
	return int(s[10]-'0') == check && gs1.IsCountry(s[11:])
}

// impbCheck leaves out 420 and a postal code of five or nine digits, whichever of the two makes the rest right.
func impbCheck(s string) bool {
	if !strings.HasPrefix(s, "420") {
		return mod10(s, 3, 1)
	}
	for _, cut := range []int{8, 12} {
		rest := s[cut:]
		if rest[0] == '9' && (len(rest) == 22 || len(rest) == 26 || len(rest) == 30) && mod10(rest, 3, 1) {
			return true
		}
	}
	return false
}

// mod37 is the ISO 7064 mod 37,36 check character over digits and letters.
func mod37(s string) bool {
	value := func(c byte) int {
		if c >= 'A' {
			return int(c-'A') + 10
		}
		return int(c - '0')
	}
	check := 36
	for i := range len(s) - 1 {
		check = (check + value(s[i])) % 36
		if check == 0 {
			check = 36
		}
		check = check * 2 % 37
	}
	return value(s[len(s)-1]) == (37-check)%36
}
