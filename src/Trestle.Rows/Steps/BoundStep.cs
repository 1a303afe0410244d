using System.Collections.Frozen;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;

namespace Trestle.Rows.Steps;

/// <summary>A fitted step with resolved columns: ready to run on blocks of one schema.</summary>
public sealed class BoundStep(RowSchema output, IReadOnlyList<int> sources, Func<RowBlock, Array[]> compute)
{
    /// <summary>A step that finds nothing to do: rows pass as they are.</summary>
    internal static BoundStep Nothing(RowSchema rows) =>
        new(rows, [.. Enumerable.Range(0, rows.Count)], static _ => []) { ChangesNothing = true };

    /// <summary>
    /// For output columns that are made from several input columns the positions of all of them, the one of <see cref="Sources"/> first.
    /// </summary>
    public IReadOnlyDictionary<int, IReadOnlyList<int>> Several { get; init; } = FrozenDictionary<int, IReadOnlyList<int>>.Empty;

    /// <summary>The positions of all input columns that an output column is made from.</summary>
    public IReadOnlyList<int> AllSources(int output) => Several.GetValueOrDefault(output) ?? [Sources[output]];

    /// <summary>The output columns.</summary>
    public RowSchema Output { get; } = output;

    /// <summary>For each output column, the position of the input column that it was made from.</summary>
    public IReadOnlyList<int> Sources { get; } = sources;

    /// <summary>Whether rows pass as they are, as numbers of a JSON request do where texts are trimmed and read.</summary>
    internal bool ChangesNothing { get; private init; }

    /// <summary>Runs the step. The input block is not changed; columns that are not touched are shared.</summary>
    public RowBlock Apply(RowBlock block) => ChangesNothing ? block : RowBlock.Trusted(Output, block.Rows, compute(block));
}

/// <summary>
/// Builds a <see cref="BoundStep"/> from changes of single columns. Replaced columns keep their place, added ones come last in the
/// order in which they were added.
/// </summary>
public sealed class StepBinder(RowSchema input, string step)
{
    private readonly Dictionary<int, (Column Column, Func<RowBlock, Array> Compute)> replaced = [];
    private readonly HashSet<int> removed = [];
    private readonly List<(int[] Sources, Column[] Columns, Func<RowBlock, Array[]> Compute)> added = [];
    private readonly Dictionary<string, IReadOnlyList<int>> several = new(StringComparer.Ordinal);

    /// <summary>The position of a required input column of a kind; a missing one is named in the error.</summary>
    public int Find(string name, ColumnKind kind) => input.Require(name, kind, step);

    /// <summary>The position and the kind of a required input column.</summary>
    public int Find(string name, out ColumnKind kind)
    {
        var position = input.Require(name, step);
        kind = input[position].Kind;
        return position;
    }

    /// <summary>Replaces the values of an input column, under its name.</summary>
    public StepBinder Replace(int position, ColumnKind kind, Func<RowBlock, Array> compute)
    {
        replaced[position] = (input[position] with { Kind = kind }, compute);
        return this;
    }

    /// <summary>Replaces the values of an input column, under its name, by what other columns of the row decide with it.</summary>
    public StepBinder Replace(int position, ColumnKind kind, IReadOnlyList<int> others, Func<RowBlock, Array> compute)
    {
        several[input[position].Name] = [position, .. others];
        return Replace(position, kind, compute);
    }

    /// <summary>
    /// Replaces the values of the text columns. A column that already holds numbers stays as it is: a CSV brings it as text, a JSON
    /// request as numbers, and the same fitted step serves both.
    /// </summary>
    public StepBinder ReplaceTexts(IReadOnlyList<string> columns, ColumnKind kind, Func<RowBlock, int, Array> compute)
    {
        foreach (var column in columns)
        {
            var position = Find(column, out var found);
            if (found == ColumnKind.Text)
            {
                Replace(position, kind, block => compute(block, position));
            }
        }

        return this;
    }

    /// <summary>Drops an input column.</summary>
    public StepBinder Remove(int position)
    {
        removed.Add(position);
        return this;
    }

    /// <summary>Adds a column that is made from an input column.</summary>
    public StepBinder Add(int source, string name, ColumnKind kind, Func<RowBlock, Array> compute) =>
        AddMany(source, [new Column(name, kind)], block => [compute(block)]);

    /// <summary>Adds columns that are made together from one input column.</summary>
    public StepBinder AddMany(int source, IReadOnlyList<Column> columns, Func<RowBlock, Array[]> compute) =>
        AddMany([.. columns.Select(_ => source)], columns, compute);

    /// <summary>Adds columns that are made together, each from its own input column.</summary>
    public StepBinder AddMany(IReadOnlyList<int> sources, IReadOnlyList<Column> columns, Func<RowBlock, Array[]> compute)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sources.Count, columns.Count);
        added.Add(([.. sources], [.. columns], compute));
        return this;
    }

    /// <summary>Adds columns that are made together, each from all of some input columns; the first of these stands for all.</summary>
    public StepBinder AddFromAll(IReadOnlyList<int> sources, IReadOnlyList<Column> columns, Func<RowBlock, Array[]> compute)
    {
        foreach (var column in columns)
        {
            several[column.Name] = sources;
        }

        return AddMany(sources[0], columns, compute);
    }

    /// <summary>The bound step.</summary>
    public BoundStep Done()
    {
        if (replaced.Count == 0 && removed.Count == 0 && added.Count == 0)
        {
            return BoundStep.Nothing(input);
        }

        var kept = Enumerable.Range(0, input.Count).Where(position => !removed.Contains(position)).ToArray();
        var computed = kept.Select(position => replaced.TryGetValue(position, out var change) ? change.Compute : null).ToArray();
        var columns = kept
            .Select(position => replaced.TryGetValue(position, out var change) ? change.Column : input[position])
            .Concat(added.SelectMany(group => group.Columns));
        var sources = kept.Concat(added.SelectMany(group => group.Sources));
        var groups = added.Select(group => group.Compute).ToArray();
        var output = Distinct([.. columns]);

        return new BoundStep(output, [.. sources], block =>
        {
            var arrays = new Array[output.Count];
            for (var i = 0; i < kept.Length; i++)
            {
                arrays[i] = computed[i] is { } compute ? compute(block) : block.Raw(kept[i]);
            }

            var at = kept.Length;
            foreach (var group in groups)
            {
                var values = group(block);
                values.CopyTo(arrays, at);
                at += values.Length;
            }

            return arrays;
        })
        {
            Several = several.ToFrozenDictionary(made => output.Find(made.Key), made => made.Value),
        };
    }

    private RowSchema Distinct(Column[] columns)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var twice = columns.FirstOrDefault(column => !names.Add(column.Name)).Name;
        return twice is null ? new RowSchema(columns) : throw new TrestleException(RowErrors.DuplicateColumn(twice, step));
    }
}
