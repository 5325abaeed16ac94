package pack

// Limits are those that docs/drills.md tells, by its own words.
var Limits = map[string]int{
	"title": maxTitle, "skill, subskill, label, the name of a misconception": maxName, "prompt": maxPrompt, "expect": maxExpect, "unit": maxUnit,
	"option": maxOption, "key of an option": maxKey, "hand up": maxHandUp, "the five lines of a feedback together": maxFeedback,
	"Works": maxWorks, "Worked example": maxWorked, "why a way holds": maxWay, "an answer in the file": maxExample, "Tables": maxTables,
	"Holds": maxFeedback, "Why, Debrief": maxQuestion, "Sound and Breaks of all misconceptions together": maxListed,
}

// Keys are the TOML's own, without the tables.
func Keys() (all []string) {
	for _, path := range [][]string{nil, {"answer"}, {"misconception"}, {"sources"}} {
		all = append(all, keysAt(path)...)
	}
	return all
}

// Headings are those of a drill.
var Headings = drillHeadings
