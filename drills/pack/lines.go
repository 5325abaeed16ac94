package pack

import (
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// lines holds where in the file each key of the TOML stands: "transfer.misconception[1].pattern". The library gives positions
// for what it cannot decode, and none for values that it can and we refuse.
type lines map[string]int

// linesOf reads TOML that begins on this line of the file, up to the first thing in it that is none.
func linesOf(text string, first int) lines {
	var p unstable.Parser
	p.Reset([]byte(text))
	at, count, table := lines{}, map[string]int{}, ""
	for p.NextExpression() {
		e := p.Expression()
		name, line := keyOf(&p, e, first)
		switch e.Kind {
		case unstable.ArrayTable:
			table = fmt.Sprintf("%s[%d]", name, count[name])
			count[name]++
			at.table(table, line)
		case unstable.Table:
			table = name
			at.table(table, line)
		case unstable.KeyValue:
			at.add(&p, strings.TrimPrefix(table+"."+name, "."), line, first, e.Value())
		}
	}
	return at
}

// table also says where the tables around it stand that have no line of their own.
func (at lines) table(path string, line int) {
	at[path] = line
	for {
		dot := strings.LastIndexByte(path, '.')
		if dot < 0 {
			return
		}
		if path = path[:dot]; at[path] == 0 {
			at[path] = line
		}
	}
}

func (at lines) add(p *unstable.Parser, path string, line, first int, value *unstable.Node) {
	at[path] = line
	i := 0
	for it := value.Children(); it.Next(); i++ {
		child := it.Node()
		switch value.Kind {
		case unstable.InlineTable:
			name, on := keyOf(p, child, first)
			if i == 0 {
				at[path] = on // the table has no place of its own
			}
			at.add(p, path+"."+name, on, first, child.Value())
		case unstable.Array:
			at.add(p, fmt.Sprintf("%s[%d]", path, i), line, first, child)
		}
	}
}

// line is where the key stands, or else the nearest thing around it, or else nothing.
func (at lines) line(path string) (line int, ok bool) {
	for path != "" {
		if line, ok := at[path]; ok {
			return line, true
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return 0, false
}

func keyOf(p *unstable.Parser, e *unstable.Node, first int) (name string, line int) {
	var parts []string
	for it := e.Key(); it.Next(); {
		n := it.Node()
		parts = append(parts, string(n.Data))
		if n.Raw.Length > 0 {
			line = p.Shape(n.Raw).Start.Line + first - 1
		}
	}
	return strings.Join(parts, "."), line
}
