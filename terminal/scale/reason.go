package scale

import "example.com/tote/inventory/fault"

// Reasons are the stable words this package refuses with, and what they mean: terminals translate them.
var Reasons = map[string]string{
	"scale.broken":       "the scale reports a fault of its own",
	"scale.busy":         "the scale cannot answer at the moment",
	"scale.closed":       "the program has let the scale go",
	"scale.garbled":      "what comes over the line is not the scale's language",
	"scale.light":        "the weight is below the least that counts, or the plate is empty",
	"scale.moving":       "the weight does not stand still yet",
	"scale.none":         "no scale stands here: weights are typed",
	"scale.not_zeroed":   "the plate was not empty since the parcel before",
	"scale.over":         "the scale or the parcel is beyond what may be weighed",
	"scale.refused":      "the scale does not know the question",
	"scale.settings":     "the settings of the scale have shortcomings, see the details",
	"scale.silent":       "the line is there, the scale says nothing",
	"scale.stale":        "the weight is older than the scan, or too old",
	"scale.tared":        "a tare is set: the scale shows less than the parcel weighs",
	"scale.typed":        "what was typed is no weight",
	"scale.under":        "the scale is below zero",
	"scale.unknown_unit": "the scale shows no unit of weight that is known here",
	"scale.unplugged":    "the line to the scale cannot be opened or broke",
}

func because(reason, message string, args ...any) *fault.Error {
	return fault.Refused(reason, message, args...)
}

func troubled(reason, message string, args ...any) *fault.Error {
	return fault.Unavailable(reason, message, args...)
}

func errMoving() *fault.Error {
	return because("scale.moving", "the weight does not stand still: hands off the parcel, and nothing may touch the wall")
}

func errOver() *fault.Error {
	return because("scale.over", "this is more than the scale can bear: take the parcel off and use a larger scale")
}

func errUnder() *fault.Error {
	return because("scale.under", "the scale is below zero: empty the plate and press its zero key")
}

func errTared() *fault.Error {
	return because("scale.tared", "the scale has a tare set and shows less than the parcel weighs: clear the tare at the scale")
}

func errBroken(what string) *fault.Error {
	return because("scale.broken", "the scale reports a fault of its own (%s): switch it off and on with an empty plate, or use another", what)
}

func errUnit(unit string) *fault.Error {
	return because("scale.unknown_unit", "the scale shows %q, not kg, g, lb or oz: set its unit", unit)
}

func errNeverZeroed() *fault.Error {
	return because("scale.not_zeroed", "the scale could not be set to zero: empty the plate and press its zero key")
}
