using System.Globalization;

using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Rows.Blocks;

namespace Trestle.Bench;

/// <summary>
/// Folds of tables that a peer has written (bench/peers/learners_sklearn.py). Files are called <c>TABLE.TASK.FOLD.train.csv</c> and
/// <c>.test.csv</c>; columns whose name begins with '#' are codes of categories, the last one is the label.
/// </summary>
internal static class FoldTable
{
    /// <summary>The training files of a folder, by table; those whose name begins with a word, if one is given.</summary>
    public static IEnumerable<IGrouping<string, string>> Tables(string folder, string begin = "") =>
        Directory.GetFiles(folder, $"{begin}*.train.csv").Order(StringComparer.Ordinal)
            .GroupBy(file => string.Join('.', Path.GetFileName(file).Split('.')[..2]));

    /// <summary>Reads a fold as a learner needs it.</summary>
    public static (TrainingSet Train, TrainingSet Test) Read(string file)
    {
        var task = Enum.Parse<TaskKind>(Path.GetFileName(file).Split('.')[1], ignoreCase: true);
        var (train, test) = (Read(file, task), Read(file.Replace(".train.", ".test.", StringComparison.Ordinal), task));
        return (train with { Classes = Math.Max(train.Classes, test.Classes) }, test);
    }

    /// <summary>
    /// The rows as a learner needs them, by what the training rows tell: medians for missing numbers and a flag, a column for each code.
    /// </summary>
    public static TrainingSet For(LearnerNeeds needs, TrainingSet train, TrainingSet set)
    {
        var (columns, names, categories) = (new List<double[]>(), new List<string>(), new List<string>());
        for (var feature = 0; feature < train.Features.Count; feature++)
        {
            var name = train.Features[feature].Name;
            var (known, own) = (Column(train, feature), Column(set, feature));
            var coded = train.Categories.Contains(name);
            if (coded && !needs.TakesCategories)
            {
                foreach (var code in known.Where(double.IsFinite).Distinct().Order())
                {
                    columns.Add(Array.ConvertAll(own, value => value == code ? 1.0 : 0));
                    names.Add(FormattableString.Invariant($"{name}={code}"));
                }

                continue;
            }

            var median = known.Where(double.IsFinite).Order().ElementAtOrDefault(known.Count(double.IsFinite) / 2);
            columns.Add(needs.TakesMissing ? own : Array.ConvertAll(own, value => double.IsNaN(value) ? median : value));
            names.Add(name);
            categories.AddRange(coded ? [name] : []);
            if (!needs.TakesMissing && known.Any(double.IsNaN))
            {
                columns.Add(Array.ConvertAll(own, value => double.IsNaN(value) ? 1.0 : 0));
                names.Add($"{name}.missing");
            }
        }

        if (needs.WantsScaling)
        {
            var scales = For(needs with { WantsScaling = false }, train, train);
            for (var i = 0; i < columns.Count; i++)
            {
                var known = Column(scales, i);
                var (mean, deviation) = (known.Average(), Math.Sqrt(known.Average(v => v * v) - (known.Average() * known.Average())));
                columns[i] = Array.ConvertAll(columns[i], value => deviation > 0 ? (value - mean) / deviation : 0);
            }
        }

        var schema = new RowSchema(names.Select(name => new Column(name, ColumnKind.Number)));
        return set with
        {
            Features = schema,
            Blocks = [new RowBlock(schema, set.Rows, [.. columns])],
            Categories = categories,
            Classes = train.Classes,
        };
    }

    /// <summary>Some rows of a set of one block.</summary>
    public static TrainingSet Take(this TrainingSet set, int[] rows) => set with
    {
        Blocks = [set.Blocks[0].Take(rows)],
        Labels = Array.ConvertAll(rows, row => set.Labels[row]),
    };

    private static double[] Column(TrainingSet set, int feature) => set.Blocks[0].Numbers(feature).ToArray();

    private static TrainingSet Read(string file, TaskKind task)
    {
        var lines = File.ReadLines(file).Select(line => line.Split(','));
        var header = lines.First();
        var rows = lines.Skip(1)
            .Select(cells => Array.ConvertAll(
                cells, cell => cell.Length == 0 ? double.NaN : double.Parse(cell, CultureInfo.InvariantCulture))).ToArray();
        var names = header[..^1];
        var schema = new RowSchema(names.Select(name => new Column(name, ColumnKind.Number)));
        double[] labels = [.. rows.Select(row => row[^1])];
        return new TrainingSet
        {
            Features = schema,
            Blocks = [new RowBlock(schema, rows.Length, [.. names.Select((_, column) => rows.Select(row => row[column]).ToArray())])],
            Labels = labels,
            Task = task,
            Classes = task == TaskKind.Regression ? 0 : task == TaskKind.Binary ? 2 : 1 + (int)labels.Max(),
            Categories = [.. names.Where(name => name.StartsWith('#'))],
        };
    }
}
