// src/diff/change.ts
/** A change without what only the program needs. */
function factsOf(change) {
	const { class: level, kind, object, property, from, to, message } = change;
	return {
		class: level,
		kind,
		object,
		property,
		from,
		to,
		message
	};
}
export { factsOf as t };
