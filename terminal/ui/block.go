package ui

import "strings"

// blockHeight is the height of block letters, in rows.
const blockHeight = 5

// blocks are letters three wide and five high, a row each three characters: what a location code is made of, readable from
// two metres.
var blocks = map[rune]string{
	'0': "####.##.##.####", '1': ".#.##..#..#.###", '2': "###..#####..###", '3': "###..####..####", '4': "#.##.####..#..#",
	'5': "####..###..####", '6': "####..####.####", '7': "###..#..#.#..#.", '8': "####.#####.####", '9': "####.####..####",
	'A': ".#.#.#####.##.#", 'B': "##.#.###.#.###.", 'C': ".###..#..#...##", 'D': "##.#.##.##.###.", 'E': "####..##.#..###",
	'F': "####..##.#..#..", 'G': ".###..#.##.#.##", 'H': "#.##.#####.##.#", 'I': "###.#..#..#.###", 'J': "..#..#..##.#.#.",
	'K': "#.##.###.#.##.#", 'L': "#..#..#..#..###", 'M': "#.#####.##.##.#", 'N': "##.#.##.##.##.#", 'O': ".#.#.##.##.#.#.",
	'P': "##.#.###.#..#..", 'Q': ".#.#.##.#.#..##", 'R': "##.#.###.#.##.#", 'S': ".###...#...###.", 'T': "###.#..#..#..#.",
	'U': "#.##.##.##.####", 'V': "#.##.##.##.#.#.", 'W': "#.##.##.#####.#", 'X': "#.##.#.#.#.##.#", 'Y': "#.##.#.#..#..#.",
	'Z': "###..#.#.#..###", '-': "......###......", '.': "............#..", '/': "..#..#.#.#..#..",
}

// blockLetters draws a code large; nil if a letter has no block.
func blockLetters(code string) []string {
	rows := make([]strings.Builder, blockHeight)
	for i, r := range code {
		b, ok := blocks[r]
		if !ok {
			return nil
		}
		for y := range rows {
			if i > 0 {
				rows[y].WriteByte(' ')
			}
			rows[y].WriteString(strings.ReplaceAll(b[3*y:3*y+3], ".", " "))
		}
	}
	out := make([]string, blockHeight)
	for y := range rows {
		out[y] = rows[y].String()
	}
	return out
}
