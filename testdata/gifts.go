package testdata

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"
)

// The clamp of the package comment, and what stands in where the source is silent.
const (
	giftLongestMM    = 400
	giftHeaviestG    = 3_000
	giftNoPricePence = 125
	giftAloneMM3     = 24_000_000 // bulky: no other goods fit beside it in a usual carton
)

// readGifts reads the SKU master.
func readGifts() (itemList, error) {
	var items []Item
	err := eachGiftRow("sku_master.csv.gz", 11, func(row []string) error {
		item, err := giftItem(row)
		items = append(items, item)
		return err
	})
	if err != nil {
		return itemList{}, err
	}
	sort.Slice(items, func(i, j int) bool { return items[i].SKU < items[j].SKU })
	return newItemList(items), nil
}

// eachGiftRow hands out the rows below the header of one embedded file; the row is reused.
func eachGiftRow(name string, fields int, visit func(row []string) error) error {
	file, err := orderFiles.Open("orders/" + name)
	if err != nil {
		return fmt.Errorf("testdata: %w", err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return fmt.Errorf("testdata: %s: %w", name, err)
	}
	rows := csv.NewReader(unzipped)
	rows.ReuseRecord = true
	rows.FieldsPerRecord = fields
	for line := 1; ; line++ {
		row, err := rows.Read()
		if err == io.EOF {
			return nil
		}
		if err == nil && line > 1 {
			err = visit(row)
		}
		if err != nil {
			return fmt.Errorf("testdata: %s line %d: %w", name, line, err)
		}
	}
}

func giftItem(row []string) (Item, error) {
	sku := strings.Clone(row[0])
	var numbers [4]int64
	for i := range numbers {
		n, err := strconv.ParseInt(row[3+i], 10, 64)
		if err != nil || n <= 0 {
			return Item{}, fmt.Errorf("SKU %s: size or weight %q is not a positive number", sku, row[3+i])
		}
		numbers[i] = n
	}
	unit := clampGift(Size{numbers[0], numbers[1], numbers[2], numbers[3]})
	price, err := pence(row[2])
	if err != nil {
		return Item{}, fmt.Errorf("SKU %s: %w", sku, err)
	}
	body, err := giftBody(sku)
	if err != nil {
		return Item{}, err
	}
	inner, caseUnits := giftCase(sku, unit)
	item := Item{
		SKU: sku, Name: strings.Clone(row[1]), Category: giftCategory(row[1]), StorageClass: Ambient,
		Levels: packLevels(body, unit, inner, caseUnits), PriceMinor: price, Currency: "GBP",
		KeepUpright: row[7] == "1", Fragile: row[8] == "1", LotTracked: row[9] == "1",
		ShipsAlone: unit.VolumeMM3() > giftAloneMM3,
	}
	if item.Name == "" {
		item.Name = "Gift article " + sku
	}
	if row[10] != "" {
		days, err := strconv.Atoi(row[10])
		if err != nil || days <= 0 {
			return Item{}, fmt.Errorf("SKU %s: shelf life %q is not a positive number of days", sku, row[10])
		}
		item.setShelfLife(days)
	}
	return item, nil
}

// setShelfLife applies the trade's rule of thirds: goods come in with two thirds of their life left and leave with one.
func (i *Item) setShelfLife(days int) {
	i.LotTracked, i.ExpiryTracked, i.ShelfLifeDays = true, true, days
	i.MinDaysReceipt, i.MinDaysShipping = days*2/3, days/3
}

func clampGift(s Size) Size {
	if long := max(s.LengthMM, s.WidthMM, s.HeightMM); long > giftLongestMM {
		shrink := func(mm int64) int64 { return max(1, mm*giftLongestMM/long) }
		s.LengthMM, s.WidthMM, s.HeightMM = shrink(s.LengthMM), shrink(s.WidthMM), shrink(s.HeightMM)
	}
	s.WeightG = min(s.WeightG, giftHeaviestG)
	return s
}

// pence reads pounds with up to two decimals, without a float on the way.
func pence(text string) (int64, error) {
	if text == "" {
		return giftNoPricePence, nil
	}
	pounds, rest, _ := strings.Cut(text, ".")
	if len(rest) > 2 {
		return 0, fmt.Errorf("price %q has more than two decimals", text)
	}
	n, err := strconv.ParseInt(pounds+(rest + "00")[:2], 10, 64)
	if err != nil || n <= 0 {
		return 0, fmt.Errorf("price %q is not a positive amount of pounds", text)
	}
	return n, nil
}

// giftBody makes the 12-digit article number 021 + the SKU's five digits + two digits a letter (A = 01): inside 020-029, which
// GS1 leaves to shops for use within their walls, so it is nobody's, and it can be read back to the SKU.
func giftBody(sku string) (string, error) {
	if len(sku) < 5 || len(sku) > 7 {
		return "", fmt.Errorf("SKU %q is not five digits and up to two letters", sku)
	}
	body := "021" + sku[:5]
	for i := 5; i < 7; i++ {
		letter := 0
		if i < len(sku) {
			letter = int(sku[i]-'A') + 1
		}
		body += fmt.Sprintf("%02d", letter)
	}
	for _, c := range body {
		if c < '0' || c > '9' || len(body) != 12 {
			return "", fmt.Errorf("SKU %q is not five digits and up to two capital letters", sku)
		}
	}
	return body, nil
}

// giftCase chooses the largest usual case that one person can carry; a hash leaves the largest out for some, as makers do.
func giftCase(sku string, unit Size) (inner, units int64) {
	usual := []struct{ units, inner int64 }{{48, 12}, {24, 6}, {12, 4}, {6, 2}, {4, 2}}
	for _, c := range usual[below(draw(sku, "case"), 3):] {
		if c.units*unit.WeightG <= caseMaxG && c.units*unit.VolumeMM3() <= caseMaxMM3 {
			return c.inner, c.units
		}
	}
	return 0, 2
}

// giftWords sorts a description into a category by its first telling word; the order decides between several.
var giftWords = []struct {
	category string
	words    []string
}{
	{"christmas", []string{"CHRISTMAS", "XMAS", "ADVENT", "REINDEER"}},
	{"jewellery", []string{"NECKLACE", "EARRINGS", "BRACELET", "RING", "CHARM", "BROOCH", "BANGLE"}},
	{"lighting", []string{"CANDLE", "CANDLES", "T-LIGHT", "LIGHT", "LIGHTS", "LANTERN", "LAMP"}},
	{"kitchen", []string{"MUG", "CUP", "BOWL", "PLATE", "TEA", "CAKE", "EGG", "JAR", "BOTTLE", "TEAPOT", "LUNCH", "BAKING"}},
	{"bags", []string{"BAG", "PURSE", "SHOPPER", "BASKET"}},
	{"stationery", []string{"CARD", "CARDS", "WRAP", "PAPER", "NOTEBOOK", "PENCIL", "PENCILS", "PEN", "TAPE", "STICKERS", "BOOK"}},
	{"garden", []string{"GARDEN", "FLOWER", "PLANT", "WATERING", "PARASOL", "BIRD"}},
	{"toys", []string{"GAME", "PUZZLE", "DOLL", "DOLLY", "TOY", "SPACEBOY", "RABBIT", "SKIPPING", "RUBBER", "INFLATABLE"}},
	{"textiles", []string{"CUSHION", "TOWEL", "FLANNEL", "APRON", "FELT", "SCARF"}},
}

func giftCategory(description string) string {
	for _, entry := range giftWords {
		for _, word := range strings.Fields(description) {
			for _, known := range entry.words {
				if word == known {
					return entry.category
				}
			}
		}
	}
	return "home"
}
