package check

import (
	"slices"
	"strings"

	"cackle/drills"
)

// keys reads option keys from "C, A, B", "c a b" or "CAB" where every key is one letter.
func keys(t *drills.Task, answer string) (found []string, unknown string) {
	words := strings.FieldsFunc(answer, func(r rune) bool { return strings.ContainsRune(", ;>→\t\n", r) })
	if len(words) == 1 && option(t, words[0]) == nil {
		words = strings.Split(words[0], "")
	}
	for _, w := range words {
		o := option(t, w)
		if o == nil {
			return found, w
		}
		if !slices.Contains(found, o.Key) {
			found = append(found, o.Key)
		}
	}
	return found, ""
}

func option(t *drills.Task, key string) *drills.Option {
	for i := range t.Options {
		if strings.EqualFold(t.Options[i].Key, strings.TrimSpace(key)) {
			return &t.Options[i]
		}
	}
	return nil
}

func judgeChoice(t *drills.Task, answer string) drills.Outcome {
	o := option(t, answer)
	if o == nil {
		return drills.Outcome{Of: 1, Detail: drills.Detail{You: answer}}
	}
	d := drills.Detail{You: o.Key + ": " + o.Text, Observed: o.Observed}
	return outcome(t, yes(slices.Contains(t.Right, o.Key)), 1, d, func(s drills.Sign) bool { return strings.EqualFold(s.Choice, o.Key) })
}

// judgeList counts the options that are as observed: chosen or left for several choices, in their place for an ordering. Which
// ones is for the feedback.
func judgeList(t *drills.Task, answer string) drills.Outcome {
	said, _ := keys(t, answer)
	passed := 0
	for i, o := range t.Options {
		if t.Kind == drills.Ordering {
			passed += yes(i < len(said) && i < len(t.Right) && said[i] == t.Right[i])
			continue
		}
		passed += yes(slices.Contains(said, o.Key) == slices.Contains(t.Right, o.Key))
	}
	same := func(sign string) bool {
		want, _ := keys(t, sign)
		a, b := slices.Clone(said), want
		if t.Kind == drills.Choices {
			slices.Sort(a)
			slices.Sort(b)
		}
		return slices.Equal(a, b)
	}
	return outcome(t, passed, len(t.Options), drills.Detail{You: strings.Join(said, ", ")},
		func(s drills.Sign) bool { return s.Choice != "" && same(s.Choice) })
}
