package adaptertest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/google/go-cmp/cmp"

	"cackle/chat"
)

func field(name string, kind chat.FieldKind, prefill ...string) chat.Part {
	f := chat.Field{Name: name, Label: "Field " + name, Help: "Help with " + name, Kind: kind, Prefill: prefill}
	switch kind {
	case chat.Line, chat.Paragraph:
		f.Max = chat.MaxTyped
	case chat.People:
		f.Max = 3
	case chat.OneOf, chat.SomeOf, chat.Select:
		f.Options = []chat.Option{{Value: "a", Label: "An A"}, {Value: "b/2", Label: "A <B>"}, {Value: "c", Label: "A C"}}
	}
	return chat.Part{Field: &f}
}

// opens presses a button that shows this step, and gives what is open then.
func (b *Bench) opens(who string, step chat.Step) *Screen {
	b.t.Helper()
	b.always(chat.Show{Step: step})
	if r, _ := b.press(who, "open "+step.ID); r.Kind != "show" {
		b.t.Fatalf("a press that opens a step is answered with %+v", r)
	}
	s := b.reads(who, step.Heading)
	if s.ID != step.ID {
		b.t.Errorf("step %q opened as %q", step.ID, s.ID)
	}
	return s
}

// submits sends the form that is open, and gives the answer and what was heard.
func (b *Bench) submits(who, step string, typed chat.Values) Reply {
	b.t.Helper()
	r, e := b.do(who, chat.Submit{Step: step, Values: typed})
	got := e.Act.(chat.Submit)
	if got.Step != step || e.By.ID != b.Person(who).ID {
		b.t.Errorf("the form %q of %s was heard as %+v", step, who, e)
	}
	if diff := cmp.Diff(typed, got.Values); diff != "" {
		b.t.Errorf("a form's fields came back changed (-typed +heard):\n%s", diff)
	}
	return r
}

func steps(t T, b *Bench) {
	form := chat.Step{
		ID: "form/1", Heading: "A form", Body: []chat.Block{{Text: "Fill in."}}, Send: "Send it",
		Parts: []chat.Part{
			field("line", chat.Line), field("paragraph", chat.Paragraph), field("one", chat.OneOf), field("some", chat.SomeOf),
			field("select", chat.Select),
		},
		Buttons: []chat.Button{{ID: "leave/1", Label: "Not now"}},
	}
	for i := range chat.MaxButtons - 1 { // more than a row of the smaller platform holds
		form.Buttons = append(form.Buttons, chat.Button{ID: fmt.Sprint("way/", i), Label: fmt.Sprint("Way ", i)})
	}
	s := b.opens("ana", form)
	for _, way := range form.Buttons {
		b.offers("ana", way.ID)
	}
	for _, words := range []string{
		"Fill in.", "Field line", "Help with line", "Field paragraph", "Field one", "Field some", "Field select", "An A", "A <B>", "Not now",
	} {
		if !strings.Contains(Text(s.Reads), words) {
			t.Errorf("a step is read without %q: %q", words, Text(s.Reads))
		}
	}
	if other := b.screen("ben"); other != nil || len(b.find("ben", "Fill in.")) > 0 {
		t.Errorf("Ben sees Ana's step: %+v %+v", other, b.find("ben", "Fill in."))
	}
	typed := chat.Values{
		"line": {"  zwölf <b> "}, "one": {"b/2"}, "some": {"a", "b/2"}, "select": {"a"},
		"paragraph": {"SELECT 1\n  -- ünïcode 🐔 &amp; \\* *a*\n\n" + strings.Repeat("x", chat.MaxTyped-100)},
	}
	b.always(chat.Problem{Field: "line", Text: "I need a number."})
	r := b.submits("ana", form.ID, typed)
	if r.Kind != "problem" || !strings.Contains(Text(r.Reads), "I need a number.") {
		t.Errorf("a problem is answered as %+v", r)
	}
	if r.Field != "line" && !strings.Contains(Text(r.Reads), "Field line") {
		t.Errorf("a problem stands at no field, and names none: %+v", r)
	}
	if s := b.reads("ana", form.Heading); cmp.Diff(typed, s.Fields) != "" {
		t.Errorf("after a problem a form keeps (-typed +kept):\n%s", cmp.Diff(typed, s.Fields))
	}
	b.always(nil)
	_, e := b.do("ana", chat.Press{Button: "leave/1", Draft: typed})
	if draft := e.Act.(chat.Press).Draft; draft != nil && cmp.Diff(typed, draft) != "" { // not every platform tells
		t.Errorf("what stood in the fields came back changed (-typed +heard):\n%s", cmp.Diff(typed, draft))
	}
	goesOn(t, b, form.ID, typed)
}

// goesOn has a form replaced by the next step, and that one closed.
func goesOn(t T, b *Bench, form string, typed chat.Values) {
	b.always(chat.Show{Step: chat.Step{
		ID: "next/1", Heading: "Next", Body: []chat.Block{{Text: "On."}}, Buttons: []chat.Button{{ID: "end", Label: "End"}},
	}})
	if r := b.submits("ana", form, typed); r.Kind != "show" {
		t.Errorf("the next step is answered as %+v", r)
	}
	if s := b.reads("ana", "On."); s.ID != "next/1" || strings.Contains(Text(s.Reads), "Fill in.") {
		t.Errorf("the next step reads as %+v", s)
	}
	b.offers("ana", "end")
	b.always(chat.Close{})
	if r, e := b.do("ana", chat.Press{Button: "end"}); r.Kind != "close" || e.Act.(chat.Press).Button != "end" {
		t.Errorf("a button in a step was heard as %+v and answered with %+v", e, r)
	}
	if !b.await(func() bool { return b.screen("ana") == nil }) {
		t.Errorf("a step that was closed stays open: %+v", b.screen("ana"))
	}
}

// Every other kind of field, text among them, and what stands in them from the start.
func fields(t T, b *Bench) {
	words := "a *first* go\n  <b> & `co`"
	want := chat.Values{"text": {words}, "day": {"2026-11-24"}, "hour": {"07:05"}, "zone": {"Europe/Berlin"}}
	s := b.opens("ana", chat.Step{
		ID: "form/2", Heading: "A plan", Send: "Send", Parts: []chat.Part{
			field("text", chat.Paragraph, words), field("day", chat.Date, "2026-11-24"), {Text: "Words **among** fields."},
			field("hour", chat.Time, "07:05"), field("zone", chat.Zone, "Europe/Berlin"),
		},
	})
	if diff := cmp.Diff(want, s.Fields); diff != "" {
		t.Errorf("a form opens with (-want +got):\n%s", diff)
	}
	if !strings.Contains(Text(s.Reads), "Words among fields.") {
		t.Errorf("a form is read without the text in it: %q", Text(s.Reads))
	}
	b.always(chat.Close{})
	b.submits("ana", "form/2", chat.Values{"text": {words + "!"}, "day": {"2028-02-29"}, "hour": {"23:59"}, "zone": {"Asia/Tokyo"}})
	people := field("people", chat.People, b.Person("ana").ID, b.Person("chi").ID)
	people.Field.Max = 3
	s = b.opens("ben", chat.Step{
		ID: "form/3", Heading: "Choices", Send: "Send", Parts: []chat.Part{
			field("one", chat.OneOf, "b/2"), field("some", chat.SomeOf, "a", "c"), field("select", chat.Select, "c"),
			field("line", chat.Line, "12.5 h"), people,
		},
	})
	want = chat.Values{"one": {"b/2"}, "some": {"a", "c"}, "select": {"c"}, "line": {"12.5 h"}, "people": people.Field.Prefill}
	if diff := cmp.Diff(want, s.Fields); diff != "" {
		t.Errorf("a form opens with (-want +got):\n%s", diff)
	}
	b.always(chat.Close{})
	b.submits("ben", "form/3", want)
}

func fills(t T, b *Bench) {
	ana, ben := b.Person("ana").ID, b.Person("ben").ID
	b.opens("ana", chat.Step{ID: "wait/1", Heading: "Running", Body: []chat.Block{{Text: "Still running."}}, Waiting: "w1"})
	done := chat.Step{ID: "done/1", Heading: "Done", Body: []chat.Block{{Text: "It returned 4."}}, Waiting: "w1"}
	gone := func(why string, deed chat.Fill) {
		if _, err := b.out(why, deed); !errors.Is(err, chat.ErrGone) {
			t.Errorf("filling a step that %s: %v, want ErrGone", why, err)
		}
	}
	gone("was never open", chat.Fill{To: ben, Step: done})
	gone("waits for another", chat.Fill{To: ana, Step: chat.Step{ID: "x/1", Heading: "Other", Waiting: "w2"}})
	b.send("fill", chat.Fill{To: ana, Step: done})
	if s := b.reads("ana", "It returned 4."); s.ID != "done/1" || strings.Contains(Text(s.Reads), "Still running.") {
		t.Errorf("a step that was filled reads as %+v", s)
	}
	if s := b.screen("ben"); s != nil || len(b.find("ben", "It returned 4.")) > 0 {
		t.Errorf("Ben sees what Ana's step was filled with: %+v", s)
	}
	if err := b.Leave(t.Context(), "ana"); err != nil {
		t.Fatalf("leave a step: %v", err)
	}
	gone("was left", chat.Fill{To: ana, Step: done})
	b.opens("ana", chat.Step{ID: "on/1", Heading: "Later", Body: []chat.Block{{Text: "Another place."}}})
	gone("was gone on from", chat.Fill{To: ana, Step: done})
	if s := b.reads("ana", "Another place."); s.ID != "on/1" {
		t.Errorf("what came too late replaced %+v", s)
	}
}
