//! Typst's own loop, with a root that is not evaluated from a file: a layout is evaluated once, and its function is
//! called with the values of each page.

use comemo::{Constraint, Track, Tracked};
use typst::World;
use typst::diag::SourceResult;
use typst::engine::{Engine, Route, Sink, Traced};
use typst::foundations::{Args, Content, Context, Func, Module, Output, StyleChain, Target, TargetElem, Value};
use typst::introspection::{EmptyIntrospector, Introspector};
use typst::syntax::Span;
use typst::utils::Protected;
use typst_layout::PagedDocument;

use super::world::Layouts;
use crate::error::{Error, Kind, Problem, Result};

/// As often as Typst lays a document out until page numbers and the like no longer change.
const ROUNDS: usize = 5;

/// The functions of a layout.
pub(super) struct Layout {
    module: Module,
    path: String,
}

impl Layout {
    /// Evaluates a layout of this name.
    ///
    /// # Errors
    /// With what is wrong in it, at its place.
    pub(super) fn new(layouts: &Layouts, path: &str) -> Result<Self> {
        let mut sink = Sink::new();
        let traced = Traced::default();
        let module = typst_eval::eval(
            world(layouts),
            layouts.library(),
            traced.track(),
            sink.track_mut(),
            Route::default().track(),
            layouts.source(path)?,
        )
        .map_err(|found| Error { kind: Kind::Campaign, problems: layouts.problems(&found) })?;
        Ok(Layout { module, path: path.to_owned() })
    }

    /// A function the layout must have.
    ///
    /// # Errors
    /// When it has none of this name.
    pub(super) fn function(&self, name: &str) -> Result<Func> {
        let found = self.module.scope().get(name).map(|binding| binding.read().clone());
        found.and_then(|value| value.cast::<Func>().ok()).ok_or_else(|| {
            Error::campaign(format!("this layout has no function `{name}`"))
                .at(crate::error::Place::file(self.path.as_str()))
                .hint(format!("define it: `#let {name}(…) = …`; the built-in layouts show how"))
        })
    }
}

/// Calls a layout's function.
pub(super) fn call(
    engine: &mut Engine,
    function: &Func,
    arguments: impl IntoIterator<Item = Value>,
) -> SourceResult<Content> {
    let arguments = Args::new(Span::detached(), arguments);
    Ok(function.call(engine, Context::none().track(), arguments)?.display())
}

/// Lays out what `build` makes.
///
/// # Errors
/// With what Typst found wrong. What it remembers of the pages before is let go of all the same.
pub(super) fn lay_out(
    layouts: &Layouts,
    build: impl FnOnce(&mut Engine) -> SourceResult<Content>,
) -> Result<PagedDocument, Vec<Problem>> {
    let laid_out = rounds(layouts, build);
    // A page is kept for the next two or three, which share most of it; without this memory grows with every page.
    comemo::evict(3);
    match laid_out {
        Ok(Some(document)) => Ok(document),
        Ok(None) => Err(vec![Problem::new("the layout does not settle: what it shows depends on where it shows it")]),
        Err(found) => Err(layouts.problems(&found)),
    }
}

/// The document, or `None` when it is another one after every round.
fn rounds(
    layouts: &Layouts,
    build: impl FnOnce(&mut Engine) -> SourceResult<Content>,
) -> SourceResult<Option<PagedDocument>> {
    let traced = Traced::default();
    let target = TargetElem::target.set(Target::Paged).wrap();
    let base = StyleChain::new(&layouts.library().styles);
    let styles = base.chain(&target);
    let nothing = EmptyIntrospector;

    let mut sink = Sink::new();
    let content = build(&mut engine(layouts, (&nothing as &dyn Introspector).track(), &traced, &mut sink))?;
    let mut before: Option<PagedDocument> = None;
    for _ in 0..ROUNDS {
        let constraint = Constraint::new();
        let known: &dyn Introspector = before.as_ref().map_or(&nothing, |document| document.introspector().as_ref());
        let mut sink = Sink::new();
        let mut engine = engine(layouts, known.track_with(&constraint), &traced, &mut sink);
        let document = PagedDocument::create(&mut engine, &content, styles)?;
        if constraint.validate(Output::introspector(&document)) {
            let delayed = sink.delayed();
            return if delayed.is_empty() { Ok(Some(document)) } else { Err(delayed) };
        }
        before = Some(document);
    }
    Ok(None)
}

fn engine<'a>(
    layouts: &'a Layouts,
    introspector: Tracked<'a, dyn Introspector + 'a>,
    traced: &'a Traced,
    sink: &'a mut Sink,
) -> Engine<'a> {
    Engine {
        world: world(layouts),
        library: layouts.library(),
        introspector: Protected::new(introspector),
        traced: traced.track(),
        sink: sink.track_mut(),
        route: Route::default(),
    }
}

fn world(layouts: &Layouts) -> Tracked<'_, dyn World + '_> {
    (layouts as &dyn World).track()
}
