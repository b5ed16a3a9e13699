package testdata

import (
	"encoding/csv"
	"fmt"
	"sort"
	"strconv"
)

// tableRows reads one embedded table of the catalogue folder, without its header.
func tableRows(name string, fields int) ([][]string, error) {
	file, err := catalogueFiles.Open("catalogue/" + name)
	if err != nil {
		return nil, fmt.Errorf("testdata: %w", err)
	}
	defer file.Close()
	reader := csv.NewReader(file)
	reader.FieldsPerRecord = fields
	rows, err := reader.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("testdata: %s: %w", name, err)
	}
	return rows[1:], nil
}

func readSnacks() (itemList, error) {
	rows, err := tableRows("snacks.csv", 17)
	if err != nil {
		return itemList{}, err
	}
	items := make([]Item, 0, len(rows))
	for at, row := range rows {
		item, err := snackItem(row)
		if err != nil {
			return itemList{}, fmt.Errorf("testdata: snacks.csv line %d: %w", at+2, err)
		}
		items = append(items, item)
	}
	sort.Slice(items, func(i, j int) bool { return items[i].SKU < items[j].SKU })
	return newItemList(items), nil
}

func snackItem(row []string) (Item, error) {
	var n [8]int64 // length, width, height, weight, price, inner, case, shelf life
	for i := range n {
		var err error
		if n[i], err = strconv.ParseInt(row[6+i], 10, 64); err != nil {
			return Item{}, fmt.Errorf("SKU %s: %w", row[0], err)
		}
	}
	body, err := snackBody(row[0])
	if err != nil {
		return Item{}, err
	}
	item := Item{
		SKU: row[0], Name: row[4], NameZH: row[3], Category: row[2], StorageClass: row[14],
		Levels:     packLevels(body, Size{n[0], n[1], n[2], n[3]}, n[5], n[6]),
		PriceMinor: n[4], Currency: "CNY", KeepUpright: row[15] == "1", Fragile: row[16] == "1",
		ShipsAlone: row[5] == "giftbox" && n[3] > 1000, // a large gift box is a present: its own parcel, unscratched
	}
	item.setShelfLife(int(n[7]))
	return item, nil
}

// snackBody makes the 12-digit article number 022 + two digits a letter + the four digits of the SKU + 0, inside the shops' own range.
func snackBody(sku string) (string, error) {
	if len(sku) != 6 {
		return "", fmt.Errorf("SKU %q is not two letters and four digits", sku)
	}
	if _, err := strconv.ParseUint(sku[2:], 10, 16); err != nil {
		return "", fmt.Errorf("SKU %q is not two letters and four digits", sku)
	}
	return fmt.Sprintf("022%02d%02d%s0", sku[0]-'A'+1, sku[1]-'A'+1, sku[2:]), nil
}
