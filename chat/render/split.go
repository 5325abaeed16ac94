package render

import (
	"slices"
	"strings"
)

// Split spreads nodes over as few pages as it can without cutting where people would not: between blocks first, then between
// list items or lines of code, then between words. fits says whether nodes fit one message of the platform; the adapter
// leaves room in it for the mark ("1 of 2") that it puts on each page. Nothing is left out.
func Split(nodes []Node, fits func([]Node) bool) [][]Node {
	one := func(n Node) bool { return fits([]Node{n}) }
	var pieces []Node
	for _, n := range nodes {
		pieces = append(pieces, divide(n, one)...)
	}
	return pack(pieces, fits)
}

// divide cuts a node into several of its kind that fit, each with a part of what was in it.
func divide(n Node, fits func(Node) bool) []Node {
	if fits(n) {
		return []Node{n}
	}
	if len(n.Nodes) == 0 {
		return divideText(n, fits)
	}
	within := func(nodes []Node) bool { return fits(n.holding(nodes)) }
	var inner []Node
	for _, c := range n.Nodes {
		inner = append(inner, divide(c, func(c Node) bool { return within([]Node{c}) })...)
	}
	var out []Node
	for _, page := range pack(inner, within) {
		out = append(out, n.holding(page))
		if n.Kind == List && n.Level > 0 {
			n.Level += len(page)
		}
	}
	return out
}

func divideText(n Node, fits func(Node) bool) []Node {
	between := " "
	if n.Kind == Code {
		between = "\n"
	}
	saying := func(atoms []string) Node {
		part := n
		part.Text = strings.Join(atoms, "")
		return part
	}
	within := func(atoms []string) bool { return fits(saying(atoms)) }
	var atoms []string
	for _, a := range strings.SplitAfter(n.Text, between) {
		if within([]string{a}) {
			atoms = append(atoms, a)
		} else {
			atoms = append(atoms, strings.Split(a, "")...)
		}
	}
	var out []Node
	for _, page := range pack(atoms, within) {
		part := saying(page)
		if n.Kind == Code {
			part.Text = strings.TrimSuffix(part.Text, "\n")
		}
		out = append(out, part)
	}
	return out
}

func (n Node) holding(nodes []Node) Node {
	n.Nodes = nodes
	return n
}

// pack fills pages in order, one piece to a page at the least.
func pack[T any](pieces []T, fits func([]T) bool) [][]T {
	var pages [][]T
	start := 0
	for i := range pieces {
		if i > start && !fits(pieces[start:i+1]) {
			pages = append(pages, slices.Clone(pieces[start:i]))
			start = i
		}
	}
	if start < len(pieces) {
		pages = append(pages, slices.Clone(pieces[start:]))
	}
	return pages
}
