// Package carrier decides what of a parcel is the carrier's matter: which carrier takes it, its routing code, and how a
// number from the carrier's own range is written.
//
// It is pure: values in, values out. It never takes a number out of a range (package fulfilment leases them) and never
// calls a carrier: one that numbers its waybills itself is asked by a handler after the intent is stored, and what it
// answers comes back as a Waybill like any other. Start at Choose, then Route and Own.
package carrier

import (
	"cmp"
	"fmt"
	"slices"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/partner"
)

// Shipment is what a carrier must know of a parcel to number and route it: no name, phone or street.
type Shipment struct {
	Parcel  string // ours
	Carrier string // wished for; empty: whichever fits
	Service string // empty: whichever the carrier has first
	Grams   int64
	To      Destination
}

// Destination is the region a parcel goes to.
type Destination struct {
	Country  string // ISO 3166 alpha-2
	Province string
	Division string // GB/T 2260 code, 6 digits
	Postcode string // at least its first characters
}

// Waybill is what a carrier gives for a parcel, whoever numbered it.
type Waybill struct {
	Number  string
	Routing string
}

// Chosen is a carrier and the service it carries the parcel with.
type Chosen struct {
	Carrier partner.Carrier
	Service string
}

// Choose picks the carrier of a shipment: the one wished for, else the first by code that is open, has the service and
// bears the weight. Errors: carrier.unfit, with a detail for every carrier that was looked at.
func Choose(all []partner.Carrier, s Shipment) (Chosen, error) {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b partner.Carrier) int { return cmp.Compare(a.Code, b.Code) })
	var unfit fault.Gather
	for _, c := range all {
		if s.Carrier != "" && c.Code != s.Carrier {
			continue
		}
		before := unfit.Len()
		check(&unfit, &c, s)
		if unfit.Len() > before {
			continue
		}
		service := s.Service
		if service == "" && len(c.Services) > 0 {
			service = c.Services[0]
		}
		return Chosen{c, service}, nil
	}
	if unfit.Len() == 0 {
		unfit.Add(s.Carrier, "carrier.unknown", "there is no such carrier")
	}
	return Chosen{}, unfit.Refused("carrier.unfit", "no carrier takes parcel %s of %d g with service %q", s.Parcel, s.Grams, s.Service)
}

func check(g *fault.Gather, c *partner.Carrier, s Shipment) {
	if c.Closed {
		g.Add(c.Code, "carrier.closed", "takes nothing new")
	}
	if s.Service != "" && !c.Serves(s.Service) {
		g.Add(c.Code, "carrier.service", "has no service %q", s.Service)
	}
	if c.MaxGrams > 0 && s.Grams > c.MaxGrams {
		g.Detail(fault.Detail{Where: c.Code, Reason: "carrier.weight", Message: "takes no parcel so heavy", Want: s.Grams, Have: c.MaxGrams})
	}
}

// Own gives the waybill of a carrier of own numbers: number n of its range, with the range's check digit. Error:
// waybill.outside.
func Own(r partner.NumberRange, n int64, to Destination) (Waybill, error) {
	if r.IsZero() || n < 0 || n > r.Last {
		return Waybill{}, fault.Refused("waybill.outside", "number %d is outside the range %s that ends at %d", n, r.Prefix, r.Last)
	}
	return Waybill{Number: r.Write(n), Routing: Route(to)}, nil
}

// Route gives the large sorting code of a destination: in China province and prefecture with the district behind them
// ("3301-06"), or the postal area ("310-0"), or the province alone; elsewhere country and postal area ("GB-EC1").
func Route(to Destination) string {
	area := letters(to.Postcode)
	if to.Country != "CN" && to.Country != "" {
		if area == "" {
			return to.Country
		}
		return to.Country + "-" + area[:min(len(area), 3)]
	}
	if d := to.Division; len(d) == 6 && d == digits(d) {
		return d[:4] + "-" + d[4:]
	}
	if p := provinceCode(to.Province); p != "" {
		if len(area) >= 3 {
			return p + "-" + area[:3]
		}
		return p
	}
	if len(area) >= 3 {
		return "CN-" + area[:3]
	}
	return "CN"
}

func letters(s string) string {
	return keep(s, func(b byte) bool { return b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' })
}

func digits(s string) string {
	return keep(s, func(b byte) bool { return b >= '0' && b <= '9' })
}

func keep(s string, ok func(byte) bool) string {
	var out []byte
	for _, b := range []byte(s) {
		if b >= 'a' && b <= 'z' {
			b -= 'a' - 'A'
		}
		if ok(b) {
			out = append(out, b)
		}
	}
	return string(out)
}

// provinces are the first two digits of GB/T 2260 by the beginning of a province's name: two characters tell all of them
// apart.
var provinces = map[string]int{
	"北京": 11, "天津": 12, "河北": 13, "山西": 14, "内蒙": 15, "辽宁": 21, "吉林": 22, "黑龙": 23, "上海": 31, "江苏": 32, "浙江": 33,
	"安徽": 34, "福建": 35, "江西": 36, "山东": 37, "河南": 41, "湖北": 42, "湖南": 43, "广东": 44, "广西": 45, "海南": 46, "重庆": 50,
	"四川": 51, "贵州": 52, "云南": 53, "西藏": 54, "陕西": 61, "甘肃": 62, "青海": 63, "宁夏": 64, "新疆": 65, "台湾": 71, "香港": 81, "澳门": 82,
}

func provinceCode(name string) string {
	head := []rune(name)
	if len(head) < 2 {
		return ""
	}
	if code, ok := provinces[string(head[:2])]; ok {
		return fmt.Sprint(code)
	}
	return ""
}
