using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Keyed;
using Trestle.Rows.Steps;

namespace Trestle.Rows.Plans;

/// <summary>
/// Fitted steps in order and their input columns: the row path of one model, saved in its package.
/// </summary>
/// <param name="Input">The required columns. Reserved columns among them may be missing when the plan is bound.</param>
/// <param name="Steps">The steps.</param>
public sealed record FittedPlan(RowSchema Input, IReadOnlyList<IFittedStep> Steps)
{
    /// <summary>Resolves the columns, so that blocks of the columns <see cref="Input"/> can run through.</summary>
    public BoundPlan Bind() => Bind(Input);

    /// <summary>
    /// Resolves the columns in the schema of the actual rows. All names of <see cref="Input"/> must be there, in any order and among
    /// others; their kinds may differ where a step allows it (a JSON request brings as a number what a CSV brings as text). Reserved
    /// columns are optional and pass through; other columns that are not in <see cref="Input"/> are dropped.
    /// </summary>
    public BoundPlan Bind(RowSchema actual)
    {
        var wanted = Input.Columns
            .Where(column => !ReservedColumns.Contains(column.Name))
            .Select(column => actual[actual.Require(column.Name, BoundPlan.Name)])
            .Concat(actual.Columns.Where(column => ReservedColumns.Contains(column.Name)));
        return new BoundPlan(new RowSchema(wanted), Steps);
    }

    /// <summary>Whether the plan cannot be bound without a given column of its input.</summary>
    public bool Reads(string column)
    {
        var schema = new RowSchema(Input.Columns.Where(other => other.Name != column));
        if (schema.Count == Input.Count)
        {
            return false;
        }

        try
        {
            foreach (var step in Steps)
            {
                schema = step.Bind(schema).Output;
            }

            return false;
        }
        catch (TrestleException)
        {
            return true;
        }
    }

    /// <summary>
    /// The plan for some of its output columns: without the input columns that none of them is made from, and without what the steps
    /// do to those.
    /// </summary>
    public FittedPlan For(IEnumerable<string> outputs)
    {
        var used = NeededFor(outputs);
        var unused = Input.Columns.Select(column => column.Name).Where(name => !used.Contains(name)).ToHashSet(StringComparer.Ordinal);
        var looking = this with { Steps = [.. Steps.Select(step => step is FittedLookUp look ? look.Only(used.Contains) : step)] };
        return looking.Narrow(name => !unused.Contains(name))
            ?? Narrow(name => !unused.Contains(name))
            ?? unused.Aggregate(this, (plan, without) => plan.Narrow(name => name != without) ?? plan);
    }

    /// <summary>
    /// The plan with some columns only from a step on, which must be one that keeps columns; what later steps do to the others is left out.
    /// </summary>
    /// <param name="at">The place of the step.</param>
    /// <param name="columns">The columns that it keeps.</param>
    public FittedPlan Keeping(int at, IReadOnlyList<string> columns)
    {
        if (Steps[at] is not FittedKeep)
        {
            throw new ArgumentException($"step {at} is not '{Keep.Name}'", nameof(at));
        }

        var schema = Input;
        var steps = new List<IFittedStep>();
        for (var i = 0; i < Steps.Count; i++)
        {
            var step = i < at ? Steps[i] : i == at ? new FittedKeep(columns) : Steps[i].Narrow(name => schema.Find(name) >= 0);
            if (step is not null)
            {
                steps.Add(step);
                schema = step.Bind(schema).Output;
            }
        }

        return this with { Steps = steps };
    }

    /// <summary>The tables that its steps look up, with their keys and columns.</summary>
    public IEnumerable<FittedLookUp> LookUps => Steps.OfType<FittedLookUp>();

    /// <summary>
    /// The plan with the tables that its steps look up, by name; error TR2352 for one that is not there, TR2353 for another.
    /// </summary>
    public FittedPlan With(IReadOnlyDictionary<string, KeyedTable> tables) =>
        this with { Steps = [.. Steps.Select(step => step is FittedLookUp look ? look.With(tables) : step)] };

    /// <summary>The input columns, and the columns that are looked up, that some output columns are made from.</summary>
    private HashSet<string> NeededFor(IEnumerable<string> outputs)
    {
        var schema = Input;
        HashSet<string>[] needs = [.. Input.Columns.Select(column => new HashSet<string>([column.Name], StringComparer.Ordinal))];
        foreach (var step in Steps)
        {
            var (bound, before, look) = (step.Bind(schema), needs, step as FittedLookUp);
            schema = bound.Output;
            needs = [.. Enumerable.Range(0, schema.Count).Select(
                output => new HashSet<string>(
                    bound.AllSources(output).SelectMany(source => before[source])
                        .Concat(look?.Adds(schema[output].Name) == true ? [schema[output].Name] : []),
                    StringComparer.Ordinal))];
        }

        return [.. outputs.SelectMany(output => needs[schema.Require(output, BoundPlan.Name)])];
    }

    /// <summary>The plan without the input columns that are not there; null when a step needs one of them.</summary>
    internal FittedPlan? Narrow(Func<string, bool> has)
    {
        var input = new RowSchema(Input.Columns.Where(column => has(column.Name)));
        var (schema, steps) = (input, new List<IFittedStep>());
        try
        {
            foreach (var step in Steps)
            {
                if (step.Narrow(name => schema.Find(name) >= 0) is { } narrowed)
                {
                    steps.Add(narrowed);
                    schema = narrowed.Bind(schema).Output;
                }
            }

            return new FittedPlan(input, steps);
        }
        catch (TrestleException)
        {
            return null;
        }
    }

    /// <summary>The plan without the input columns that no step reads.</summary>
    public FittedPlan Trimmed() => this with { Input = new RowSchema(Input.Columns.Where(column => Reads(column.Name))) };
}

/// <summary>A fitted plan that is ready to run; safe to use from many threads at once.</summary>
public sealed class BoundPlan
{
    internal const string Name = "row plan";

    private readonly RowSchema input;
    private readonly BoundStep[] steps;
    private Projection latest;

    internal BoundPlan(RowSchema input, IReadOnlyList<IFittedStep> fitted)
    {
        this.input = input;
        latest = new Projection(input, input);
        Output = input;
        Sources = [.. input.Columns.Select(column => column.Name)];
        AllSources = [.. input.Columns.Select(column => (IReadOnlyList<string>)[column.Name])];
        steps = new BoundStep[fitted.Count];
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = fitted[i].Bind(Output);
            Output = steps[i].Output;
            Sources = [.. steps[i].Sources.Select(source => Sources[source])];
            AllSources = [.. Enumerable.Range(0, Output.Count).Select(output => Names(steps[i].AllSources(output), AllSources))];
        }
    }

    /// <summary>The input columns.</summary>
    public RowSchema Input => input;

    /// <summary>The output columns.</summary>
    public RowSchema Output { get; }

    /// <summary>For each column of <see cref="Output"/> the name of the input column that it was made from.</summary>
    public IReadOnlyList<string> Sources { get; }

    /// <summary>For each column of <see cref="Output"/> the names of all input columns that it was made from, each once.</summary>
    public IReadOnlyList<IReadOnlyList<string>> AllSources { get; }

    /// <summary>
    /// Sends a block through all steps. Its columns are found by name: they may be in another order and among others; a missing one is
    /// named in the error.
    /// </summary>
    public RowBlock Apply(RowBlock block) => Apply(block, null);

    /// <summary>The same, and shows the rows that go into each step.</summary>
    /// <param name="block">The rows.</param>
    /// <param name="watch">Called with each step's position and the rows that go into it.</param>
    public RowBlock ApplyWatched(RowBlock block, Action<int, RowBlock> watch) => Apply(block, watch);

    private RowBlock Apply(RowBlock block, Action<int, RowBlock>? watch)
    {
        // Blocks of one stream share a schema, so the columns are resolved once. Another thread's projection does no harm.
        var projection = latest;
        if (!ReferenceEquals(projection.From, block.Schema))
        {
            latest = projection = new Projection(block.Schema, input);
        }

        block = projection.Apply(block);
        for (var i = 0; i < steps.Length; i++)
        {
            watch?.Invoke(i, block);
            block = steps[i].Apply(block);
        }

        return block;
    }

    private static IReadOnlyList<string> Names(IReadOnlyList<int> sources, IReadOnlyList<IReadOnlyList<string>> before) =>
        sources is [var single] ? before[single] : [.. sources.SelectMany(source => before[source]).Distinct(StringComparer.Ordinal)];

    /// <summary>The positions of the wanted columns in blocks of a schema.</summary>
    private sealed class Projection(RowSchema from, RowSchema wanted)
    {
        private readonly int[] positions = [.. wanted.Columns.Select(column => from.Require(column.Name, column.Kind, Name))];

        public RowSchema From => from;

        public RowBlock Apply(RowBlock block)
        {
            if (ReferenceEquals(from, wanted))
            {
                return block;
            }

            var columns = new Array[positions.Length];
            for (var i = 0; i < columns.Length; i++)
            {
                columns[i] = block.Raw(positions[i]);
            }

            return RowBlock.Trusted(wanted, block.Rows, columns);
        }
    }
}
