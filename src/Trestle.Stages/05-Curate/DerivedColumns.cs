using Trestle.Core.Expressions;
using Trestle.Rows.Expressions;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Curate;

/// <summary>A derived column: the step that adds it, its type, and the columns of the source that it is made from.</summary>
internal sealed record DerivedColumn(Derive Step, ColumnType Type, IReadOnlyList<string> From)
{
    /// <summary>Why the step is there.</summary>
    public PlannedStep Planned => new(Step, "derived by configuration");
}

/// <summary>Puts derived columns into an order in which each finds those that it is made from.</summary>
internal static class DerivedColumns
{
    /// <summary>The columns in order. All that are wrong are reported together.</summary>
    /// <param name="derive">Their expressions by name.</param>
    /// <param name="columns">The columns of the rows, as typed.</param>
    /// <param name="target">The target, which no row of a request has.</param>
    /// <param name="whereOf">Where the configuration has one of them.</param>
    public static IReadOnlyList<DerivedColumn> Of(
        IReadOnlyDictionary<string, Expression> derive, IReadOnlyList<TypedColumn> columns, string target, Func<string, string> whereOf)
    {
        var known = columns.ToList();
        var taken = columns.Select(column => column.Name).Append(target).ToHashSet(StringComparer.Ordinal);
        if (derive.Keys.Where(name => taken.Contains(name) || ReservedColumns.Contains(name)).ToArray() is { Length: > 0 } wrong)
        {
            throw new TrestleException([.. wrong.Select(name => CurateErrors.DerivedTaken(name, whereOf(name)))]);
        }

        var derived = new List<DerivedColumn>();
        var open = derive.OrderBy(entry => entry.Key, StringComparer.Ordinal).ToList();
        while (open.Count > 0)
        {
            var ready = open.Where(entry => !entry.Value.Columns.Any(name => open.Exists(other => other.Key == name))).ToArray();
            if (ready.Length == 0)
            {
                throw new TrestleException(CurateErrors.Circle([.. open.Select(entry => entry.Key)], whereOf(open[0].Key)));
            }

            var made = Mistakes.Collect(ready, entry => Make(entry.Key, entry.Value, known, derived, whereOf(entry.Key)));
            derived.AddRange(made);
            known.AddRange(made.Select(column => new TypedColumn(column.Step.Name, column.Type)));
            open.RemoveAll(ready.Contains);
        }

        return derived;
    }

    private static DerivedColumn Make(
        string name, Expression expression, IReadOnlyList<TypedColumn> known, IReadOnlyList<DerivedColumn> derived, string where)
    {
        var typed = TypedExpression.Check(expression, known, where);
        var type = typed.ColumnType(where);
        if (typed.Columns.Count == 0)
        {
            throw new TrestleException(CurateErrors.Constant(name, where));
        }

        string[] Of(ColumnType wanted) => [.. typed.Columns.Where(column => column.Type == wanted).Select(column => column.Name)];
        var step = new Derive { Name = name, Expression = expression, Dates = Of(ColumnType.Date), Booleans = Of(ColumnType.Boolean) };
        var from = typed.Columns
            .SelectMany(column => derived.FirstOrDefault(other => other.Step.Name == column.Name)?.From ?? [column.Name])
            .Distinct(StringComparer.Ordinal);
        return new DerivedColumn(step, type, [.. from]);
    }
}

/// <summary>Counts the distinct texts of derived columns: learners encode few of them in another way than many.</summary>
internal sealed class DerivedTexts(RowSchema schema, IEnumerable<DerivedColumn> derived)
{
    private const int Most = 10_000;

    private readonly (int Position, string Name, HashSet<string> Texts)[] columns =
    [
        .. derived.Where(column => column.Type == ColumnType.Text)
            .Select(column => (schema.Find(column.Step.Name), column.Step.Name, new HashSet<string>(StringComparer.Ordinal))),
    ];

    private readonly int fold = schema.Find(ReservedColumns.Fold);

    /// <summary>Counts the rows of the training part.</summary>
    public void Add(RowBlock block)
    {
        foreach (var (position, _, found) in columns)
        {
            var texts = block.Texts(position);
            var folds = block.Numbers(fold);
            for (var row = 0; row < texts.Length && found.Count < Most; row++)
            {
                if (folds[row] >= 0 && texts[row] is { } text)
                {
                    found.Add(text);
                }
            }
        }
    }

    /// <summary>The texts of a column; null for one that was not counted.</summary>
    public long? Of(string name) => Array.Find(columns, column => column.Name == name).Texts?.Count;
}

/// <summary>Makes several things, and reports the mistakes in all of them together.</summary>
internal static class Mistakes
{
    public static IReadOnlyList<T> Collect<TSource, T>(IEnumerable<TSource> sources, Func<TSource, T> make)
    {
        var (made, problems) = (new List<T>(), new List<Problem>());
        foreach (var source in sources)
        {
            try
            {
                made.Add(make(source));
            }
            catch (TrestleException wrong)
            {
                problems.AddRange(wrong.Problems);
            }
        }

        return problems.Count == 0 ? made : throw new TrestleException(problems);
    }
}
