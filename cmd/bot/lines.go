package main

import (
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// lines holds where in a TOML file each key and each element of a list stands: "programme[1].holidays[0]". The library gives
// positions for what it cannot decode, and none for values that it can and we refuse.
type lines map[string]int

// linesOf reads a file, or what comes before the first thing in it that is no TOML.
func linesOf(text []byte) lines {
	var p unstable.Parser
	p.Reset(text)
	at, count, table := lines{}, map[string]int{}, ""
	for p.NextExpression() {
		e := p.Expression()
		name, line := keyOf(&p, e)
		switch e.Kind {
		case unstable.ArrayTable:
			table = fmt.Sprintf("%s[%d]", name, count[name])
			count[name]++
			at[table] = line
		case unstable.Table:
			table = name
			at[table] = line
		case unstable.KeyValue:
			at.add(&p, strings.TrimPrefix(table+"."+name, "."), line, e.Value())
		}
	}
	return at
}

func (at lines) add(p *unstable.Parser, path string, line int, value *unstable.Node) {
	at[path] = line
	i := 0
	for it := value.Children(); it.Next(); i++ {
		child := it.Node()
		switch value.Kind {
		case unstable.InlineTable:
			name, line := keyOf(p, child)
			at.add(p, path+"."+name, line, child.Value())
		case unstable.Array:
			at.add(p, fmt.Sprintf("%s[%d]", path, i), lineIn(p, child, line), child)
		}
	}
}

// line is where the key stands, or else the nearest thing around it.
func (at lines) line(path string) int {
	for path != "" {
		if line, ok := at[path]; ok {
			return line
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return 1
}

func keyOf(p *unstable.Parser, e *unstable.Node) (name string, line int) {
	var parts []string
	for it := e.Key(); it.Next(); {
		parts = append(parts, string(it.Node().Data))
		line = lineIn(p, it.Node(), line)
	}
	return strings.Join(parts, "."), line
}

// lineIn is the line of a node; lists have no place of their own.
func lineIn(p *unstable.Parser, n *unstable.Node, otherwise int) int {
	if n.Raw.Length == 0 {
		return otherwise
	}
	return p.Shape(n.Raw).Start.Line
}
