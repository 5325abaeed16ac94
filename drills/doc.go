// Package drills is the engine of the productive-failure cycle. It reads like the method:
//
//	a round opens with a drill          (round.go)
//	someone has a go, before anything is taught, and says how sure they are   (attempt.go)
//	they see what it did: facts only    (outcome.go)
//	they reflect, and only then get feedback aimed at what the attempt shows  (feedback.go)
//	they have another go, and one in another setting                          (attempt.go)
//	the round closes with a debrief that contrasts the approaches, no names   (debrief.go)
//	with it, whoever likes shares a stumble, and others laugh with them       (share.go)
//
// The engine is pure. [Round.Step] takes what happened and the time, and returns the facts that follow, the checks to run, the
// timers to set and what there is to say; it changes nothing itself. [Round.Apply] folds one fact into the state. What people
// write never enters here: an event and a fact hold only the id under which the words are kept.
package drills
