package labels

import (
	"strings"
	"testing"
	"unicode"
)

func TestMaskName(t *testing.T) {
	for in, want := range map[string]string{
		"张三": "张*", "张三丰": "张**", "欧阳娜娜": "欧阳**", "欧阳修": "欧阳*", "张": "*", "买买提·吐尔逊": "买****", "王 伟": "王**",
		"Sarah Thompson": "S. T***", "Madonna": "M***", "Jean Claude Van Damme": "J. C. V. D***", "X": "***", "A B": "A. ***",
		"Łukasz Żak": "Ł. Ż***", "": "", "   ": "", "张**": "张**", "S. T***": "S. T***", "4you": "***",
	} {
		if got := MaskName(in); got != want {
			t.Errorf("MaskName(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestMaskPhone(t *testing.T) {
	for in, want := range map[string]string{
		"13812341234": "1******1234", "138-1234-1234": "1******1234", "+86 138 1234 1234": "+86 1******1234", "１３８１２３４１２３４": "1******1234",
		"010-12345678": "0******5678", "12345678": "******" + "78", "1234567": "******7", "12345": "******", "": "",
		"17812345678-1234": "1******5678-1234", "17812345678转6543": "1******5678-6543", "+44 20 7946 0958": "+4*******0958",
		"183****2807": "1******2807", "1******1234": "1******1234", "1******1234-77": "1******1234-77", "call Bob": "******",
	} {
		if got := MaskPhone(in); got != want {
			t.Errorf("MaskPhone(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestMaskStreet(t *testing.T) {
	for in, want := range map[string]string{
		"文三路138号东方通信大厦7楼701室":                       "文三路138号东方通信大厦****",
		"幸福小区3栋2单元501室":                             "幸福小区3栋****",
		"阳光花园12号楼3单元1502":                           "阳光花园12号楼****",
		"建国路88号SOHO现代城A座1203":                       "建国路88号SOHO现代城A座****",
		"翠苑小区3-2-501":                               "翠苑小区3****",
		"文三路100弄5号302室":                             "文三路100弄5号****",
		"万达广场3号门":                                   "万达广场3号门",
		"学苑路12号":                                    "学苑路12号",
		"十里堡北里1号楼2门501":                             "十里堡北里1号楼****",
		"青年路12号":                                    "青年路12号",
		"人民路 1502":                                  "人民路****",
		"501室 东方大厦":                                 "**** 东方大厦",
		"文三路138号****":                               "文三路138号****",
		"中山路8号国际大廈B座15樓1501室":                       "中山路8号国际大廈B座****",
		"221B Baker Street, Flat 4, London":         "221B Baker Street, ****, London",
		"Room 1203, Building 5, No. 88 Wensan Road": "****, Building 5, No. 88 Wensan Road",
		"12/34 George St":                           "****/34 George St",
		"5 High St, 3rd floor":                      "5 High St, ****",
		"1 Main St Apt. B":                          "1 Main St ****",
		"9 Level Crossing Road, #5-12":              "9 Level Crossing Road, ****",
		"Miami Ave, FL 33101":                       "Miami Ave, FL 33101",
		"":                                          "",
	} {
		if got := MaskStreet(in); got != want {
			t.Errorf("MaskStreet(%q) = %q, want %q", in, got, want)
		}
	}
}

// The postal rule in numbers, for any input; and masking twice is masking once, since what a platform masked must not be
// masked into nothing.
func FuzzMasks(f *testing.F) {
	for _, s := range []string{"张三", "Sarah Thompson", "13812341234", "17812345678-1234", "文三路138号7楼701室", "12/34 George St", "\xff", "𠮷野家", "Unit 4 #5", "+861", "a x1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name := MaskName(s)
		if again := MaskName(name); again != name {
			t.Errorf("MaskName(%q) = %q, again %q", s, name, again)
		}
		if strings.TrimSpace(strings.ToValidUTF8(s, "*")) != "" && strings.ContainsFunc(s, unicode.IsLetter) && strings.TrimSpace(s) == name && !strings.Contains(name, "*") {
			t.Errorf("MaskName(%q) hides nothing", s)
		}
		phone := MaskPhone(s)
		if again := MaskPhone(phone); again != phone {
			t.Errorf("MaskPhone(%q) = %q, again %q", s, phone, again)
		}
		if phone != "" && strings.Count(phone, "*") < leastHidden {
			t.Errorf("MaskPhone(%q) = %q hides fewer than %d digits", s, phone, leastHidden)
		}
		street := MaskStreet(s)
		if again := MaskStreet(street); again != street {
			t.Errorf("MaskStreet(%q) = %q, again %q", s, street, again)
		}
	})
}
