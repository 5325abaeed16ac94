package check

import (
	"strings"

	"cackle/drills"
)

// Problem is an answer that cannot be read. Key names what to say, Args fill it.
type Problem struct {
	Key  string
	Args map[string]any
}

// Read says what is in the way of an answer before it is stored; nil where nothing is.
func Read(t *drills.Task, answer string) *Problem {
	said := strings.TrimSpace(answer)
	if said == "" {
		return &Problem{Key: "answer.blank"}
	}
	switch t.Kind {
	case drills.Number:
		return numberProblem(t, said)
	case drills.Choice, drills.Choices, drills.Ordering:
		return optionProblem(t, said)
	}
	return nil
}

func numberProblem(t *drills.Task, said string) *Problem {
	_, unit, err := readNumber(said)
	point := pointed.FindStringSubmatch(said)
	switch {
	case point != nil:
		one := strings.TrimRight(strings.TrimRight(point[1]+"."+point[2], "0"), ".")
		return &Problem{Key: "answer.two-ways", Args: map[string]any{"Read": said, "One": one, "Other": point[1] + point[2]}}
	case err != nil:
		return &Problem{Key: "answer.not-a-number", Args: map[string]any{"Read": said, "Unit": t.Unit}}
	case !sameUnit(unit, t.Unit):
		return &Problem{Key: "answer.other-unit", Args: map[string]any{"Read": unit, "Unit": t.Unit}}
	}
	return nil
}

func optionProblem(t *drills.Task, said string) *Problem {
	all := make([]string, len(t.Options))
	for i, o := range t.Options {
		all[i] = o.Key
	}
	args := map[string]any{"Read": said, "Keys": strings.Join(all, ", ")}
	found, unknown := keys(t, said)
	switch {
	case unknown != "", t.Kind == drills.Choice && len(found) != 1:
		return &Problem{Key: "answer.unknown-option", Args: args}
	case t.Kind == drills.Ordering && len(found) != len(t.Options):
		return &Problem{Key: "answer.not-all", Args: args}
	}
	return nil
}
