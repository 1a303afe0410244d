using Trestle.Learners.Forests;
using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.ValidateData.Evidence;
using Trestle.Stages.ValidateModel.Columns;

namespace Trestle.Stages.Evaluate;

/// <summary>
/// Adversarial validation: a forest learns from some rows of both parts which are of the test part, and is asked about others. Where it
/// can tell, figures of the test part are not those of rows like the training rows, and by which columns it tells shows what differs. It
/// learns the columns as they are, since encodings are learned from the training part and would give it away.
/// </summary>
internal sealed class AdversarialValidation(UnitContext context, CuratedTable table, Measure measure)
{
    private const int MostRows = 4000;
    private const int LeastRows = 50;
    private const int Folds = 3;
    private const int Resamples = 200;
    private const int Stream = 13;
    private const int MostTexts = 50;
    private const int ShownColumns = 8;

    /// <summary>The verdict on the columns that a model reads; null where either part has fewer than 50 rows.</summary>
    /// <param name="test">The rows of the test part.</param>
    /// <param name="columns">The columns. The time of a split by time, and the groups of one by groups, are left out: they differ.</param>
    /// <param name="cancellation">Ends it early.</param>
    public AdversarialReport? Of(IReadOnlyList<RowBlock> test, IReadOnlyList<string> columns, CancellationToken cancellation)
    {
        var source = CuratedRows.Open(context, table, null, cancellation);
        RowBlock[] train = [.. table.Folds.SelectMany(fold => source.Scan(fold, cancellation))];
        string[] read =
        [
            .. columns.Where(name => name != table.Time && name != table.Group && test[0].Schema.Find(name) >= 0),
        ];
        var (old, recent) = (RowSample.Of(train, MostRows).Rows, RowSample.Of(test, MostRows).Rows);
        if (old.Rows < LeastRows || recent.Rows < LeastRows || read.Length == 0)
        {
            return null;
        }

        var rows = RowBlock.Join(old.Schema, [old, recent]);
        double[] labels = [.. Enumerable.Repeat(0.0, old.Rows), .. Enumerable.Repeat(1.0, recent.Rows)];
        var (features, categories) = Features(rows, read);
        var drawn = new RowDraw(table, context.Read(Section.Seed), Stream).Of(rows);
        var folds = Array.ConvertAll(drawn, number => Math.Floor(number * Folds));
        if (table.Group is null)
        {
            Together(rows, read, folds);
        }

        var (scores, weights) = (new double[rows.Rows], new double[read.Length]);
        for (var fold = 0; fold < Folds; fold++)
        {
            cancellation.ThrowIfCancellationRequested();
            int[] seen = [.. Enumerable.Range(0, rows.Rows).Where(row => folds[row] != fold)];
            int[] unseen = [.. Enumerable.Range(0, rows.Rows).Where(row => folds[row] == fold)];
            if (seen.Select(row => labels[row]).Distinct().Count() < 2 || unseen.Length == 0)
            {
                return null;
            }

            var model = Learn(features.Take(seen), [.. seen.Select(row => labels[row])], categories, cancellation);
            var own = new double[unseen.Length];
            model.Score(features.Take(unseen), own);
            unseen.Index().ToList().ForEach(row => scores[row.Item] = own[row.Index]);
            weights = [.. weights.Zip(model.Importance(), (sum, weight) => sum + (weight / Folds))];
        }

        var outcome = new Outcome(TaskKind.Binary, labels, scores, 1)
        {
            Folds = folds,

            // With a split by time the parts are the times: blocks of times would hold one part alone.
            Dependence = DependenceReader.Of(table, [rows]) with { Times = null },
        };
        return new AdversarialReport(
            measure.One(new Auc(), outcome, Resamples), old.Rows, recent.Rows,
            [
                .. read.Zip(weights, (name, weight) => new FeatureWeight(name, weight)).OrderByDescending(column => column.Weight)
                    .ThenBy(column => column.Feature, StringComparer.Ordinal).Take(ShownColumns),
            ]);
    }

    /// <summary>
    /// Gives rows that are equal the fold of the first of them: a split keeps them in one part, so that a forest which has seen one
    /// would know the part of the others.
    /// </summary>
    private static void Together(RowBlock rows, IReadOnlyList<string> read, double[] folds)
    {
        var hashes = new ulong[rows.Rows];
        new RowHash(rows.Schema, read).Of(rows, hashes, new bool[rows.Rows]);
        var first = new Dictionary<ulong, double>();
        for (var row = 0; row < hashes.Length; row++)
        {
            folds[row] = first.TryAdd(hashes[row], folds[row]) ? folds[row] : first[hashes[row]];
        }
    }

    private IModel Learn(RowBlock rows, double[] labels, string[] categories, CancellationToken cancellation)
    {
        var learner = new ForestLearner();
        using var learning = learner.Begin(
            new TrainingSet
            {
                Features = rows.Schema,
                Blocks = [rows],
                Labels = labels,
                Task = TaskKind.Binary,
                Classes = 2,
                Categories = categories,
            },
            null,
            new LearningOptions(context.Read(Section.Seed), context.Resources.Cores));
        return learning.Fit(
            new Parameters([KeyValuePair.Create("min_samples_leaf", 10.0), KeyValuePair.Create("n_estimators", 100.0)]),
            cancellation).Model;
    }

    /// <summary>Numbers as they are, and texts as codes by how frequent they are; rare texts are one code.</summary>
    private static (RowBlock Rows, string[] Categories) Features(RowBlock rows, string[] read)
    {
        var categories = new List<string>();
        var arrays = new List<Array>();
        foreach (var name in read)
        {
            var column = rows.Schema.Find(name);
            if (rows.Schema[column].Kind == ColumnKind.Number)
            {
                arrays.Add(rows.Numbers(column).ToArray());
                continue;
            }

            categories.Add(name);
            var texts = rows.Texts(column).ToArray();
            var codes = texts.OfType<string>().GroupBy(text => text, StringComparer.Ordinal).OrderByDescending(level => level.Count())
                .ThenBy(level => level.Key, StringComparer.Ordinal).Take(MostTexts).Index()
                .ToDictionary(level => level.Item.Key, level => (double)level.Index, StringComparer.Ordinal);
            arrays.Add(Array.ConvertAll(texts, text => text is null ? double.NaN : codes.GetValueOrDefault(text, MostTexts)));
        }

        return (new RowBlock(new RowSchema(read.Select(name => new Column(name, ColumnKind.Number))), rows.Rows, arrays), [.. categories]);
    }
}
