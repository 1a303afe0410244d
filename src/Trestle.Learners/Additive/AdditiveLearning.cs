using Trestle.Core.Schema;
using Trestle.Learners.Forests;

namespace Trestle.Learners.Additive;

/// <summary>Binned training rows. A round is some passes over all terms; in each a term takes one small step for each output.</summary>
internal sealed class AdditiveLearning : ILearning
{
    /// <summary>Rounds without a smaller validation loss after which learning stops.</summary>
    private const int Patience = 15;

    /// <summary>The round after which pairs are chosen: by then the shapes have taken up what single features tell.</summary>
    private const int PairsAfter = 8;

    /// <summary>Features among which pairs are looked for, those that tell most.</summary>
    private const int PairedFeatures = 24;

    private readonly TrainingSet train;
    private readonly LearningOptions options;
    private readonly FeatureBins[] bins;
    private readonly ShapeTerm[] shapes;
    private readonly (ushort[][] Cells, TrainingSet Rows)? validation;
    private readonly double[] start;

    /// <summary>Bins the rows; the blocks are not kept.</summary>
    public AdditiveLearning(TrainingSet train, TrainingSet? validate, LearningOptions options)
    {
        this.train = train with { Blocks = [] };
        this.options = options;
        var rows = BinnedRows.Of(train, options.Threads);
        bins = rows.Features;
        shapes =
        [
            .. rows.Columns.Select((column, feature) => new ShapeTerm(
                ShapeTerm.CellsOf(column, bins[feature].Count), bins[feature].Count + 1, feature)),
        ];
        validation = validate is null ? null : (Cells(validate), validate with { Blocks = [] });
        start = Start();
    }

    private int Outputs => start.Length;

    /// <inheritdoc/>
    public Learned Fit(Parameters parameters, CancellationToken cancellation)
    {
        var own = AdditiveParameters.Of(parameters);
        var rows = new MarginRows(train, start);
        var held = validation is { } part ? new MarginRows(part.Rows, start) : null;
        var state = new Boosting([.. shapes], Outputs);
        var most = own.Rounds ?? (held is null ? AdditiveParameters.UsualRounds : AdditiveParameters.MostRounds);
        var (best, least, ended) = (1, double.PositiveInfinity, false);
        while (state.Rounds < most && !ended && (held is null || state.Rounds < best + Patience))
        {
            for (var pass = 0; pass < AdditiveParameters.Passes; pass++)
            {
                Pass(state, rows, held, own, cancellation);
            }

            state.EndRound();
            if (state.Rounds == PairsAfter && own.Pairs > 0)
            {
                state.Terms.AddRange(Pairs(state, rows, own, cancellation));
            }

            if (held?.Loss() is { } loss)
            {
                (best, least) = loss < least ? (state.Rounds, loss) : (best, least);
                ended = options.Enough?.Invoke() == true;
            }
        }

        var model = new AdditiveHistory(train.Task, [.. train.Features.Columns.Select(column => column.Name)], bins, start, state);
        return new Learned(new AdditiveModel(model.At(state.Rounds), model), held is null ? state.Rounds : best)
        {
            EndedAt = ended ? state.Rounds : null,
        };
    }

    /// <summary>Nothing is held.</summary>
    public void Dispose()
    {
    }

    /// <summary>One step of every term.</summary>
    private void Pass(Boosting state, MarginRows rows, MarginRows? held, AdditiveParameters own, CancellationToken cancellation)
    {
        var slopes = new Slopes(state.Terms.Max(term => term.Count));
        for (var number = 0; number < state.Terms.Count; number++)
        {
            cancellation.ThrowIfCancellationRequested();
            var term = state.Terms[number];
            for (var output = 0; output < Outputs; output++)
            {
                slopes.Clear(term.Count);
                rows.Sum(output, term.Cells, slopes);
                if (term.Best(slopes, own) is not { } step)
                {
                    continue;
                }

                var change = new double[term.Count];
                term.Add(step, change);
                rows.Add(output, term.Cells, change);
                held?.Add(output, state.HeldCells(number, validation!.Value.Cells), change);
                state.Took(number, output, step);
            }

            rows.Refresh();
        }
    }

    /// <summary>The pairs of features whose table takes up most of what the shapes leave.</summary>
    private IEnumerable<PairTerm> Pairs(Boosting state, MarginRows rows, AdditiveParameters own, CancellationToken cancellation)
    {
        var tables = state.Tables(state.Rounds);
        var groups = Enumerable.Range(0, shapes.Length)
            .OrderByDescending(feature => AdditiveModel.Size(shapes[feature].Rows, tables[feature])).Take(PairedFeatures).Order()
            .Select(feature => Grouping.Make(shapes[feature])).Where(group => group.Count > 1).ToArray();
        var cells = Array.ConvertAll(shapes, shape => shape.Cells);
        var found = new List<(PairTerm Term, double Gain)>();
        var slopes = new Slopes(groups.Length == 0 ? 0 : groups.Max(group => group.Count) * groups.Max(group => group.Count));
        for (var i = 0; i < groups.Length; i++)
        {
            for (var j = i + 1; j < groups.Length; j++)
            {
                cancellation.ThrowIfCancellationRequested();
                var (term, gain) = (PairTerm.Of(groups[i], groups[j], cells), 0.0);
                for (var output = 0; output < Outputs; output++)
                {
                    slopes.Clear(term.Count);
                    rows.Sum(output, term.Cells, slopes);
                    gain += term.Search(slopes, own).Gain;
                }

                found.Add((term, gain));
                found = found.Count > 2 * own.Pairs ? [.. Strongest(found, own.Pairs)] : found;
            }
        }

        return Strongest(found, own.Pairs).Select(entry => entry.Term);
    }

    private static IEnumerable<(PairTerm Term, double Gain)> Strongest(List<(PairTerm Term, double Gain)> pairs, int count) =>
        pairs.Where(pair => pair.Gain > 0).OrderByDescending(pair => pair.Gain).Take(count);

    private ushort[][] Cells(TrainingSet set)
    {
        var cells = new ushort[bins.Length][];
        for (var feature = 0; feature < bins.Length; feature++)
        {
            ushort[] own = [.. set.Blocks.SelectMany(block => block.Numbers(feature).ToArray()).Select(bins[feature].Of)];
            cells[feature] = ShapeTerm.CellsOf(own, bins[feature].Count);
        }

        return cells;
    }

    /// <summary>The outputs of a row of which nothing is known.</summary>
    private double[] Start()
    {
        if (train.Task == TaskKind.Regression)
        {
            return [train.MeanLabel];
        }

        // As if one more row of each class had been seen: no class is impossible.
        var (counts, total) = (Array.ConvertAll(train.ClassTotals(), own => own + 1), train.Total);
        return train.Task == TaskKind.Binary
            ? [Math.Log(counts[1] / counts[0])]
            : Array.ConvertAll(counts, count => Math.Log(count / (total + train.Classes)));
    }
}
