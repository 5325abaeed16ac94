package drills

import (
	"strings"
	"time"
)

// Kind is how a task is answered and compared.
type Kind string

// The kinds of task.
const (
	Choice   Kind = "choice"   // one option
	Choices  Kind = "choices"  // several options, each as observed or not
	Ordering Kind = "ordering" // all options in an order: "C, A, B"
	Number   Kind = "number"   // a number with its unit
	Text     Kind = "text"     // one line: exact, or by pattern
	SQL      Kind = "sql"      // a query against tables that the drill fills
)

// Drill is one threshold challenge with everything around it. It is data only: nothing in it changes once it is loaded, and a
// round keeps the whole text as it was when it was posted.
type Drill struct {
	ID       string // pack/name, as its path
	Title    string // at most 24 characters
	Skill    string
	Subskill string
	Label    string // what the card calls the subskill without teaching it
	Level    int    // rung of the subskill's ladder, from 1
	Minutes  int
	Stuck    time.Duration // after which a hand up is offered
	Window   int           // working days that a round stays open; 0 leaves it to the programme
	Version  int
	Fixes    string // what this version mended; attempts at earlier ones keep theirs
	Safety   bool   // safety-critical: never try-first
	InThread bool   // a reply in the round's thread can be an attempt
	Sources  []Source

	First    Task
	Twin     *Task // the same idea with other data: for a redo where the outcome already showed the value
	Transfer *Task // the same idea in another setting

	Expect  string   // asks for a prediction; "" where the drill asks for none
	HandsUp []string // steps that scaffold the task and do not teach the solution
	Holds   string   // why the canonical solution holds, as Markdown
	Why     string   // "Why does yours hold where NOT IN returns nothing?", asked of an attempt that matches
	Debrief string   // the question to talk about at the close

	Source string // the file as it stands
	Hash   string // of Source: hex SHA-256
}

// Source is where a fact comes from: a run, a paper, a page.
type Source struct{ Title, URL string }

// Task is one thing to answer: the drill itself, its twin, or its transfer variant.
type Task struct {
	Prompt string // Markdown, at most 1,500 characters
	Kind   Kind
	Why    string // for the choice kinds: why it is no open answer (L3)

	Options []Option // Choice, Choices, Ordering
	Right   []string // keys of the options as observed; for Ordering, in that order

	Value     float64 // Number
	Tolerance float64 // Number: absolute
	Unit      string  // Number

	Exact   []string // Text: any of these, letter case and outer space aside
	Pattern string   // Text: or this regular expression

	Tables  string  // SQL: statements that fill the scratch database
	Wanted  string  // SQL: a query whose result is what the drill wants
	Ordered bool    // SQL: whether the order of rows counts
	Near    float64 // SQL: how far numbers may be apart

	Ways           []Way // sound ones, the canonical first; at least two
	Misconceptions []Misconception
}

// Option is one of a choice's answers.
type Option struct {
	Key      string // A, B, …
	Text     string
	Observed string // the fact that stands beside this choice in the outcome; no explanation
}

// Way is a sound approach.
type Way struct {
	Name    string
	Sound   string // what makes it hold, one sentence
	Example string // an answer that passes
}

// Misconception is a known wrong idea that an attempt can reveal, with feedback of its own.
type Misconception struct {
	ID       string
	Name     string // "NULL skipped": at most 45 characters, of the idea and not of a person
	Sign     Sign
	Examples []string // answers that reveal it and no other
	Feedback Feedback
}

// Sign is how an attempt shows a misconception: all parts that are set must hold.
type Sign struct {
	Choice  string      // Choice: this option; Choices and Ordering: this answer
	Value   *float64    // Number: within the task's tolerance, or Within
	Within  *[2]float64 // Number: from, to
	Pattern string      // Text, SQL: a regular expression over the answer, space folded
	Returns [][]string  // SQL: exactly these rows came back
	Error   string      // SQL: the engine's message holds this
}

// Feedback is instruction aimed at one misconception: one idea, at most 900 characters in all, in the third person (L13).
type Feedback struct {
	Sound   string // what is sound in the attempt
	Assumes string // what someone who answers this way takes for granted
	Breaks  string // where that breaks
	Holds   string // what holds instead
	Next    string // what to try next
	Works   string // when the picture does work, for who was sure of it; may be empty
	Example string // a worked example, for who was sure of it; may be empty
	Read    Source
}

// Outcome is the bare facts of what an attempt did.
type Outcome struct {
	Passed, Of     int
	Misconceptions []string // that the attempt shows, the leading one first
	Detail         Detail
}

// AsWanted says whether the attempt did all that the drill wanted.
func (o Outcome) AsWanted() bool { return o.Of > 0 && o.Passed == o.Of }

// Detail is what the outcome shows. It can hold people's own words, so it is stored as they are.
type Detail struct {
	You      string     `json:",omitempty"` // what was read from the answer: "9 %", "B: …"
	Observed string     `json:",omitempty"` // what the run or the source gave: "500 rows"
	Columns  []string   `json:",omitempty"` // SQL: of the rows returned
	Returned [][]string `json:",omitempty"` // SQL: at most 10
	Wanted   [][]string `json:",omitempty"` // SQL: at most 10
	WantCols []string   `json:",omitempty"`
	Rows     int        `json:",omitempty"` // SQL: how many were returned in all
	Missing  int        `json:",omitempty"` // SQL: wanted rows that did not come
	Extra    int        `json:",omitempty"` // SQL: rows that came and were not wanted
	Order    bool       `json:",omitempty"` // SQL: the rows are the wanted ones in another order
	Error    string     `json:",omitempty"` // as the engine gives it
	Stopped  string     `json:",omitempty"` // "stopped after 2 s"
	Millis   int        `json:",omitempty"`
}

// Levels name the rungs of a ladder, from 1.
var Levels = []string{"first steps", "everyday", "tricky", "deep"}

// Pack is the first part of the drill's id.
func (d *Drill) Pack() string {
	pack, _, _ := strings.Cut(d.ID, "/")
	return pack
}
