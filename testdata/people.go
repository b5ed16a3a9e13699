package testdata

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// Names of nobody: plain first names with surnames that no register holds; in Chinese, surnames with words from the solar
// calendar and the kitchen.
var (
	firstNames = []string{"Ada", "Bram", "Clara", "Dorian", "Elsie", "Fergus", "Greta", "Hugo", "Ines", "Jonas", "Keira", "Lorcan",
		"Mabel", "Niall", "Orla", "Percy", "Quinn", "Rosa", "Silas", "Thea", "Una", "Victor", "Wren", "Yusuf"}
	surnames = []string{"Quillfeather", "Marrowby", "Thistlewick", "Applewick", "Fennimarch", "Oddlestone", "Pennocktree",
		"Brindlemere", "Hollowbread", "Wexmere", "Larkspindle", "Tuppenhall", "Copperwhistle", "Mossgarden", "Nettlebank",
		"Ravensock", "Saltwhistle", "Umberfold", "Winterquay", "Yarrowsmith"}
	streets = []string{"Lantern Row", "Quillfeather Lane", "Mossgarden Street", "Bobbin Yard", "Saltwhistle Hill", "Teacup Terrace",
		"Umberfold Road", "Candlewick Close", "Old Ledger Way", "Nettlebank Avenue", "Pennock Square", "Thimble Street"}

	familyNamesZH = []string{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗"}
	givenNamesZH  = []string{"谷雨", "白露", "霜降", "小满", "芒种", "惊蛰", "立夏", "冬至", "花生", "山楂", "芝麻", "青梅", "话梅", "杏仁", "绿豆",
		"莲蓉", "桂圆", "麦芽", "海苔", "乌龙"}
	givenPinyin = []string{"Guyu", "Bailu", "Shuangjiang", "Xiaoman", "Mangzhong", "Jingzhe", "Lixia", "Dongzhi", "Huasheng", "Shanzha",
		"Zhima", "Qingmei", "Huamei", "Xingren", "Lüdou", "Lianrong", "Guiyuan", "Maiya", "Haitai", "Wulong"}
	familyPinyin = []string{"Wang", "Li", "Zhang", "Liu", "Chen", "Yang", "Zhao", "Huang", "Zhou", "Wu", "Xu", "Sun", "Hu", "Zhu", "Gao", "Lin",
		"He", "Guo", "Ma", "Luo"}
	streetsZH = []string{"样板路", "云朵街", "月饼巷", "示例大道", "瓜子路", "糖罐街", "风车路", "纸船巷", "星河路", "算盘街"}
)

func personAbroad(h uint64) string { return pick(h, firstNames) + " " + pick(h>>24, surnames) }

// personInChina gives the same person's name in characters and in pinyin.
func personInChina(h uint64) (zh, pinyin string) {
	family, given := below(h, len(familyNamesZH)), below(h>>24, len(givenNamesZH))
	return familyNamesZH[family] + givenNamesZH[given], givenPinyin[given] + " " + familyPinyin[family]
}

type place struct{ country, province, city, district, town, postcode, phone string }

// places groups the rows of places_abroad.csv by the country's name in the source, and keeps the Chinese ones under "CN".
var places = sync.OnceValues(func() (map[string][]place, error) {
	found := map[string][]place{}
	rows, err := tableRows("places_abroad.csv", 6)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		found[r[0]] = append(found[r[0]], place{country: r[1], province: r[2], city: r[3], postcode: r[4], phone: r[5]})
	}
	if rows, err = tableRows("places_cn.csv", 5); err != nil {
		return nil, err
	}
	for _, r := range rows {
		found["CN"] = append(found["CN"], place{"CN", r[1], r[2], r[3], r[4], "00####", "154 0000 ####"})
	}
	return found, nil
})

// placeFor draws a place of a country. A country without a row is a mistake in the embedded table, which the tests rule out.
func placeFor(country string, h uint64) place {
	all, err := places()
	if err != nil {
		panic(err)
	}
	if len(all[country]) == 0 {
		panic(fmt.Sprintf("testdata: places_abroad.csv has no row for %q", country))
	}
	return pick(h, all[country])
}

// buyerAbroad invents the recipient behind a key in one of the source's countries; the same key is always the same person.
func buyerAbroad(country, key string) Address {
	h := draw(Gifts, "buyer", country, key)
	at := placeFor(country, h)
	house, street := strconv.Itoa(1+below(h>>8, 120)), pick(h>>16, streets)
	detail := house + " " + street
	if at.country != "GB" && at.country != "IE" && at.country != "US" {
		detail = street + " " + house
	}
	if weighted(h>>40, 80, 20) == 1 {
		detail = fmt.Sprintf("Flat %d, %s", 1+below(h>>48, 40), detail)
	}
	return Address{Name: personAbroad(draw(key, "name")), Phone: fill(at.phone, draw(key, "phone")), Country: at.country,
		Province: at.province, City: at.city, Detail: detail, Postcode: fill(at.postcode, draw(key, "postcode"))}
}

// buyerInChina invents a recipient behind a key.
func buyerInChina(key string) Address {
	h := draw(Snacks, "buyer", key)
	at := placeFor("CN", h)
	name, _ := personInChina(draw(key, "name"))
	detail := fmt.Sprintf("%s%d号%d幢%d单元%d%02d室", pick(h>>8, streetsZH), 1+below(h>>16, 300), 1+below(h>>24, 30), 1+below(h>>32, 4),
		1+below(h>>40, 32), 1+below(h>>48, 4))
	return Address{Name: name, Phone: fill(at.phone, draw(key, "phone")), Country: at.country, Province: at.province, City: at.city,
		District: at.district, Town: at.town, Detail: detail, Postcode: fill(at.postcode, draw(key, "postcode"))}
}

// fill replaces every # of a pattern by a drawn digit.
func fill(pattern string, h uint64) string {
	var b strings.Builder
	for _, c := range pattern {
		if c == '#' {
			c = rune('0' + below(h, 10))
			h /= 10
		}
		b.WriteRune(c)
	}
	return b.String()
}
