package check_test

import (
	"testing"

	"cackle/drills"
	"cackle/drills/check"
)

// A reply is read by its form: what is an answer by itself, what holds one among other words, and what is talk.
func TestReply(t *testing.T) {
	number := &drills.Task{Kind: drills.Number, Unit: "rows"}
	choice := &drills.Task{Kind: drills.Choice, Options: []drills.Option{{Key: "A"}, {Key: "B"}, {Key: "C"}}}
	order := &drills.Task{Kind: drills.Ordering, Options: choice.Options}
	sql, text := &drills.Task{Kind: drills.SQL}, &drills.Task{Kind: drills.Text}
	const talk, maybe, answer = drills.ReadsTalk, drills.ReadsMaybe, drills.ReadsAnswer
	for _, c := range []struct {
		task  *drills.Task
		said  string
		reads drills.Reading
		as    string
	}{
		{number, "500", answer, "500"}, {number, " 1,000 rows ", answer, "1,000 rows"}, {number, "`500`", answer, "500"},
		{number, "```\n500 rows\n```", answer, "500 rows"}, {number, "I'd say 500.", maybe, "500"}, {number, "500 rows?", maybe, "500"},
		{number, "between 500 and 900", talk, ""}, {number, "+1", talk, ""}, {number, "how so", talk, ""}, {number, "👍", talk, ""},
		{number, "the loop moves on by 100 each time it has deleted a page, as far as I can see from here", talk, ""},
		{choice, "b", answer, "b"}, {choice, "B", answer, "B"}, {choice, "I go for B because of the pages", maybe, "B"},
		{choice, "A good question", talk, ""}, {choice, "it must be A.", maybe, "A"}, {choice, "A or B", talk, ""}, {choice, "D", talk, ""},
		{order, "C, A, B", answer, "C, A, B"}, {order, "C first", talk, ""},
		{sql, "SELECT id FROM customers", answer, "SELECT id FROM customers"}, {sql, "```sql\nVALUES (1)\n```", answer, "VALUES (1)"},
		{sql, "select id from a join b", answer, "select id from a join b"}, {sql, "a join, or where not exists", maybe, "a join, or where not exists"},
		{sql, "with a join I'd guess", talk, ""}, {sql, "who wrote this", talk, ""},
		{text, "it prints 3", maybe, "it prints 3"}, {text, "what does it print?", talk, ""}, {text, "Thanks!", talk, ""}, {text, "`3`", answer, "3"},
	} {
		reads, as := check.Reply(c.task, c.said)
		if reads != c.reads || as != c.as {
			t.Errorf("%q to a drill of %s reads as %s %q, want %s %q", c.said, c.task.Kind, reads, as, c.reads, c.as)
		}
	}
	// Whoever says that it is an answer has it read as one, where that can be.
	for said, want := range map[string]string{"who wrote this": "who wrote this", "```x```": "x", " ": ""} {
		if got := check.Answer(sql, said); got != want {
			t.Errorf("%q, marked by its author, is read as %q, want %q", said, got, want)
		}
	}
	if got := check.Answer(number, "no idea"); got != "" {
		t.Errorf("a number is read from no number: %q", got)
	}
}
