// Package keylines says where in a TOML file each key stands. The TOML library gives positions for what it cannot decode, and
// none for values that it can and we refuse.
package keylines

import (
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// Lines holds the line of each key and each element of a list, by path: "programme[1].holidays[0]".
type Lines map[string]int

// Of reads TOML whose first line is this one of its file, up to the first thing in it that is none.
func Of(text string, first int) Lines {
	r := &reader{lines: Lines{}, before: first - 1}
	r.parser.Reset([]byte(text))
	count, table := map[string]int{}, ""
	for r.parser.NextExpression() {
		e := r.parser.Expression()
		name, line := r.key(e)
		switch e.Kind {
		case unstable.ArrayTable:
			table = fmt.Sprintf("%s[%d]", name, count[name])
			count[name]++
			r.table(table, line)
		case unstable.Table:
			table = name
			r.table(table, line)
		case unstable.KeyValue:
			r.value(strings.TrimPrefix(table+"."+name, "."), line, e.Value())
		}
	}
	return r.lines
}

// Line is where the key stands, or else the nearest thing around it, or else nothing.
func (l Lines) Line(path string) (line int, ok bool) {
	for path != "" {
		if line, ok := l[path]; ok {
			return line, true
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return 0, false
}

type reader struct {
	parser unstable.Parser
	lines  Lines
	before int // lines of the file before the TOML
}

// table also says where the tables around it stand that have no line of their own.
func (r *reader) table(path string, line int) {
	for r.lines[path] = line; ; {
		dot := strings.LastIndexByte(path, '.')
		if dot < 0 {
			return
		}
		if path = path[:dot]; r.lines[path] == 0 {
			r.lines[path] = line
		}
	}
}

// value goes into inline tables and lists, which have no place of their own: they stand where their first key does.
func (r *reader) value(path string, line int, value *unstable.Node) {
	r.lines[path] = line
	i := 0
	for it := value.Children(); it.Next(); i++ {
		child := it.Node()
		switch value.Kind {
		case unstable.InlineTable:
			name, on := r.key(child)
			if i == 0 && strings.HasSuffix(path, "]") {
				r.lines[path] = on
			}
			r.value(path+"."+name, on, child.Value())
		case unstable.Array:
			r.value(fmt.Sprintf("%s[%d]", path, i), r.line(child, line), child)
		}
	}
}

func (r *reader) key(e *unstable.Node) (name string, line int) {
	var parts []string
	for it := e.Key(); it.Next(); {
		parts = append(parts, string(it.Node().Data))
		line = r.line(it.Node(), line)
	}
	return strings.Join(parts, "."), line
}

func (r *reader) line(n *unstable.Node, otherwise int) int {
	if n.Raw.Length == 0 {
		return otherwise
	}
	return r.parser.Shape(n.Raw).Start.Line + r.before
}
