//! Finds the weights: one logistic regression for each term, with the absolute penalty that leaves
//! most weights zero. Coordinate descent in a fixed order, so the same texts give the same weights.

use super::model::logistic;

/// Values seen, each with its features by number.
#[derive(Clone, Debug, Default)]
pub struct Examples {
    /// For each feature the rows that have it.
    columns: Vec<Vec<usize>>,
    rows: usize,
}

/// Rounds over all weights at most, and between two of them over those that are not zero.
const ROUNDS: usize = 20;
const PASSES: usize = 60;
/// No weight moved by more in a pass: it is done.
const STILL: f64 = 5e-3;

impl Examples {
    pub fn add(&mut self, features: &[usize]) {
        for feature in features {
            if self.columns.len() <= *feature {
                self.columns.resize(feature + 1, Vec::new());
            }
            if let Some(column) = self.columns.get_mut(*feature) {
                column.push(self.rows);
            }
        }
        self.rows += 1;
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Bias and weights that tell the rows of `positive` from the others. `penalty` is what a unit of
    /// weight costs.
    pub fn fit(&self, positive: &[bool], penalty: f64) -> (f64, Vec<(usize, f64)>) {
        let mut state = State {
            margins: vec![0.0; self.rows],
            errors: positive.iter().map(|y| 0.5 - f64::from(u8::from(*y))).collect(),
            positive,
            penalty,
        };
        let mut weights = vec![0.0; self.columns.len()];
        let mut bias = 0.0;
        let all: Vec<usize> = (0..self.rows).collect();
        for _ in 0..ROUNDS {
            let moved = self.pass(&mut state, &all, &mut bias, &mut weights, |_| true);
            if moved < STILL {
                break;
            }
            for _ in 0..PASSES {
                let moved = self.pass(&mut state, &all, &mut bias, &mut weights, |w| w != 0.0);
                if moved < STILL {
                    break;
                }
            }
        }
        let kept = weights.into_iter().enumerate().filter(|(_, w)| *w != 0.0);
        (bias, kept.collect())
    }

    /// Moves the bias and each wanted weight once; the answer is how far one moved at most.
    fn pass(
        &self,
        state: &mut State,
        all: &[usize],
        bias: &mut f64,
        weights: &mut [f64],
        wanted: impl Fn(f64) -> bool,
    ) -> f64 {
        let mut moved = state.step(all, bias, 0.0);
        for (weight, column) in weights.iter_mut().zip(&self.columns) {
            if wanted(*weight) {
                moved = moved.max(state.step(column, weight, state.penalty));
            }
        }
        moved
    }
}

struct State<'a> {
    margins: Vec<f64>,
    /// Probability less truth.
    errors: Vec<f64>,
    positive: &'a [bool],
    penalty: f64,
}

impl State<'_> {
    /// Moves one weight to where its own bound on the loss is least; returns how far.
    fn step(&mut self, column: &[usize], weight: &mut f64, penalty: f64) -> f64 {
        if column.is_empty() {
            return 0.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
        let curve = column.len() as f64 / 4.0;
        let slope: f64 = column.iter().filter_map(|row| self.errors.get(*row)).sum();
        let free = *weight - slope / curve;
        let new = free.signum() * (free.abs() - penalty / curve).max(0.0);
        let change = new - *weight;
        if change == 0.0 {
            return 0.0;
        }
        *weight = new;
        for row in column {
            let (Some(margin), Some(error), Some(truth)) =
                (self.margins.get_mut(*row), self.errors.get_mut(*row), self.positive.get(*row))
            else {
                continue;
            };
            *margin += change;
            *error = logistic(*margin) - f64::from(u8::from(*truth));
        }
        change.abs()
    }
}
