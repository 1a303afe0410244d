using Shouldly;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;
using Trestle.Rows.Steps;

using Xunit;

namespace Trestle.Testing.Contracts;

/// <summary>
/// What every row step promises. Derive a test class for each step, giving the settings to try; the columns that they name must be
/// among those of <see cref="Sample"/>.
/// </summary>
public abstract class RowStepContract : IContractFor<IRowStep>
{
    private const int Folds = 3;

    /// <summary>The settings to try, one step for each.</summary>
    public abstract IEnumerable<IRowStep> Steps { get; }

    IEnumerable<IRowStep> IContractFor<IRowStep>.Subjects => Steps;

    /// <summary>
    /// The rows that are learned from: numbers <c>age</c>, <c>income</c>, <c>when</c> (microseconds), texts <c>city</c>, <c>plan</c>,
    /// <c>price</c> (numbers), <c>active</c> (truths), <c>day</c> (dates), a label and a row number.
    /// </summary>
    protected virtual RowBlock Sample { get; } = Table(
        cities: ["Paris", "rome", " Oslo ", null, "Paris", "Rome", "Bern", "", "PARIS", "n/a", "Paris", "rome"],
        ages: [31, 42.5, double.NaN, 18, 99, 0, -1, 31, 57, 64, 22.125, 31],
        prices: ["12.50", "1,299.00", "x", null, "-3", "1e3", " 7 ", "0", "12.50", "-999", "5.", ".5"],
        days:
        [
            "2024-02-29", "1999-12-31", null, "soon", "2024-02-30", "2024-03-01", " 2024-03-02 ", "2024-03-03", "1970-01-01", "",
            "2030-07-04", "2024-02-29",
        ]);

    /// <summary>Rows that are nothing like those learned from.</summary>
    protected virtual RowBlock Strange { get; } = Table(
        cities: [null, "", "never seen", "\u2003Paris\u00A0", "ÅÄÖ\t\tx", new string('z', 5000), "\0", "missing"],
        ages: [double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.MinValue, double.Epsilon, -0.0, 1e300],
        prices: [null, "NaN", "1e400", "Infinity", "0x10", "--1", "1,2,3", new string('9', 3000)],
        days:
        [
            null, "0000-00-00", "9999-12-31", "0001-01-01", "2024-02-29T25:00:00", "\u0661\u0669\u0670\u0660-01-01",
            new string('1', 3000), "now",
        ]);

    [Fact]
    public void A_block_of_many_rows_gives_what_blocks_of_one_row_give()
    {
        foreach (var plan in Fitted())
        {
            foreach (var block in new[] { Sample, Strange, RowBlock.Join(Sample.Schema, [.. Enumerable.Repeat(Sample, 20), Strange]) })
            {
                var bound = plan.Bind(block.Schema);
                BlockAssert.Same(bound.Apply(block), RowBlock.Join(bound.Output, [.. BlockAssert.Singles(block).Select(bound.Apply)]));
            }
        }
    }

    [Fact]
    public void The_output_is_what_the_schema_says_and_has_as_many_rows()
    {
        foreach (var plan in Fitted())
        {
            var bound = plan.Bind(Sample.Schema);
            foreach (var block in new[] { Sample, Strange, Sample.Take([]), Sample.Take([3]) })
            {
                var output = bound.Apply(block);
                output.Rows.ShouldBe(block.Rows);
                output.Schema.ShouldBe(bound.Output);

                // The public constructor checks kinds and lengths, which bound steps skip.
                _ = new RowBlock(output.Schema, output.Rows, [.. Enumerable.Range(0, output.Schema.Count).Select(output.Raw)]);
            }
        }
    }

    [Fact]
    public void Columns_are_found_in_any_order()
    {
        foreach (var plan in Fitted())
        {
            var turned = Sample.Project(new RowSchema(Sample.Schema.Columns.Reverse()), "test");
            var straight = plan.Bind(Sample.Schema);
            var bound = plan.Bind(turned.Schema);
            BlockAssert.Same(bound.Apply(turned).Project(straight.Output, "test"), straight.Apply(Sample));
            BlockAssert.Same(straight.Apply(turned), straight.Apply(Sample));
        }
    }

    [Fact]
    public void Extra_columns_change_nothing_and_pass_a_step_as_they_are()
    {
        foreach (var (settings, plan) in Steps.Zip(Fitted()))
        {
            var extra = new RowSchema(Sample.Schema.Columns.Prepend(new Column("extra", ColumnKind.Text)));
            var texts = Enumerable.Range(0, Sample.Rows).Select(row => $" Extra {row} ").ToArray();
            var block = new RowBlock(extra, Sample.Rows, [texts, .. Enumerable.Range(0, Sample.Schema.Count).Select(Sample.Raw)]);
            BlockAssert.Same(plan.Bind(extra).Apply(block), plan.Bind(Sample.Schema).Apply(Sample));

            var bound = plan.Steps.Single().Bind(extra);
            if (settings is not Keep)
            {
                bound.Apply(block).Raw(bound.Output.Find("extra")).ShouldBeSameAs(texts);
            }
        }
    }

    [Fact]
    public void A_column_that_comes_out_is_made_from_its_sources_alone()
    {
        int[] turned = [.. Enumerable.Range(0, Sample.Rows).Reverse()];
        var other = Sample.Take(turned);
        foreach (var plan in Fitted())
        {
            var step = plan.Steps.Single().Bind(Sample.Schema);
            step.Sources.Count.ShouldBe(step.Output.Count);
            var whole = step.Apply(Sample);
            foreach (var sources in Enumerable.Range(0, step.Output.Count).Select(step.AllSources).DistinctBy(all => string.Join(' ', all)))
            {
                var mixed = new RowBlock(
                    Sample.Schema, Sample.Rows,
                    [.. Enumerable.Range(0, Sample.Schema.Count)
                        .Select(column => (sources.Contains(column) ? Sample : other).Raw(column))]);
                var made = new RowSchema(step.Output.Columns.Where((_, column) => step.AllSources(column).SequenceEqual(sources)));
                BlockAssert.Same(step.Apply(mixed).Project(made, "test"), whole.Project(made, "test"));
            }
        }
    }

    [Fact]
    public void A_step_can_do_without_the_columns_that_are_not_there()
    {
        foreach (var plan in Fitted())
        {
            var whole = plan.Steps.Single().Bind(Sample.Schema).Apply(Sample);
            var bound = plan.Steps.Single().Bind(Sample.Schema);
            for (var left = 0; left < Sample.Schema.Count; left++)
            {
                var some = Sample.Project(new RowSchema(Sample.Schema.Columns.Where((_, column) => column != left)), "test");
                var narrow = plan.Steps.Single().Narrow(name => some.Schema.Find(name) >= 0);
                var expected = new RowSchema(whole.Schema.Columns.Where((_, column) => !bound.AllSources(column).Contains(left)));
                BlockAssert.Same(narrow?.Bind(some.Schema).Apply(some) ?? some, whole.Project(expected, "test"));
            }
        }
    }

    [Fact]
    public void A_missing_column_is_named()
    {
        foreach (var (settings, plan) in Steps.Zip(Fitted()))
        {
            foreach (var column in settings.Columns ?? [])
            {
                var without = new RowSchema(Sample.Schema.Columns.Where(other => other.Name != column));
                Code(() => plan.Bind(without), column).ShouldBe("TR0051");
                Code(() => plan.Steps.Single().Bind(without), column).ShouldBe("TR0051");
                Code(() => Fit(settings, Sample.Project(without, "test")), column).ShouldBe("TR0051");
            }
        }
    }

    [Fact]
    public void A_step_that_was_saved_and_read_is_the_same()
    {
        foreach (var plan in Fitted())
        {
            var saved = PlanJson.Write(plan);
            var read = Read(saved);
            PlanJson.Write(read).ShouldBe(saved);
            foreach (var block in new[] { Sample, Strange })
            {
                BlockAssert.Same(read.Bind(block.Schema).Apply(block), plan.Bind(block.Schema).Apply(block));
            }
        }
    }

    [Fact]
    public void Fitting_again_gives_the_same_bytes()
    {
        Fitted().Select(PlanJson.Write).ShouldBe(Fitted().Select(PlanJson.Write));
    }

    [Fact]
    public void A_step_can_be_fitted_to_one_row_and_to_rows_without_values()
    {
        var columns = Sample.Schema.Columns.Select(column => column.Kind == ColumnKind.Text || column.Name == ReservedColumns.Label
            ? (Array)(column.Kind == ColumnKind.Text ? new string?[4] : new double[4])
            : new[] { double.NaN, double.NaN, double.NaN, double.NaN });
        var empty = new RowBlock(Sample.Schema, 4, [.. columns]);
        foreach (var step in Steps)
        {
            foreach (var rows in new[] { Sample.Take([0, 1]), empty, Sample.Take([]) })
            {
                var bound = Fit(step, rows, folds: 2).Bind(Sample.Schema);
                bound.Apply(Sample).Rows.ShouldBe(Sample.Rows);
                bound.Apply(Strange).Rows.ShouldBe(Strange.Rows);
            }
        }
    }

    [Fact]
    public void The_rows_that_go_in_are_left_as_they_were()
    {
        foreach (var plan in Fitted())
        {
            var copy = Sample.Take([.. Enumerable.Range(0, Sample.Rows)]);
            plan.Bind(copy.Schema).Apply(copy);
            BlockAssert.Same(copy, Sample);
        }
    }

    [Fact]
    public void Reserved_columns_pass_through_and_need_not_be_there()
    {
        foreach (var plan in Fitted())
        {
            var bound = plan.Bind(Sample.Schema);
            var output = bound.Apply(Sample);
            foreach (var column in new[] { ReservedColumns.Row, ReservedColumns.Label })
            {
                output.Raw(bound.Output.Find(column)).ShouldBeSameAs(Sample.Raw(Sample.Schema.Find(column)));
            }

            var data = new RowSchema(output.Schema.Columns.Where(column => !ReservedColumns.Contains(column.Name)));
            BlockAssert.Same(plan.Bind().Apply(Sample), output.Project(data, "test"));
        }
    }

    [Fact]
    public void A_reserved_column_cannot_be_named()
    {
        foreach (var step in Steps.Where(step => step.Columns is not null))
        {
            var property = step.GetType().GetProperty(nameof(IRowStep.Columns)).ShouldNotBeNull();
            property.SetValue(step, new[] { ReservedColumns.Label });
            Code(() => Fit(step, Sample), ReservedColumns.Label).ShouldBe("TR0055");
        }
    }

    [Fact]
    public void A_bound_step_can_be_used_from_many_threads()
    {
        foreach (var plan in Fitted())
        {
            var bound = plan.Bind(Sample.Schema);
            var expected = new[] { bound.Apply(Sample), bound.Apply(Strange) };
            Parallel.For(0, 64, i => BlockAssert.Same(bound.Apply(i % 2 == 0 ? Sample : Strange), expected[i % 2]));
        }
    }

    /// <summary>Reads a saved plan, as a package does.</summary>
    protected virtual FittedPlan Read(byte[] saved) => PlanJson.Read(saved);

    private static string Code(Action action, string column)
    {
        var problem = Should.Throw<TrestleException>(action).Problems.Single();
        problem.Found.ShouldContain($"'{column}'");
        return problem.Code;
    }

    private static FittedPlan Fit(IRowStep step, RowBlock rows, int folds = Folds) =>
        new RowPlan([step])
            .Fit(TableBuilder.Source(rows, folds), [FoldSet.Of(Enumerable.Range(0, folds))], CancellationToken.None).Single().Plan;

    private static RowBlock Table(string?[] cities, double[] ages, string?[] prices, string?[] days)
    {
        var rows = Enumerable.Range(0, cities.Length);
        return new TableBuilder()
            .Numbers(ReservedColumns.Row, [.. rows.Select(row => row + 1.0)])
            .Texts("city", cities)
            .Numbers("age", ages)
            .Numbers("income", [.. ages.Select(age => 1000 * age)])
            .Texts("price", prices)
            .Texts("active", [.. rows.Select(row => new[] { "yes", "No", " T ", "0", "maybe", null }[row % 6])])
            .Texts("day", days)
            .Texts("plan", [.. rows.Select(row => new[] { "basic", "pro" }[row % 2])])
            .Numbers("when", [.. ages.Select(age => 86_400e6 * 365 * age)])
            .Numbers(ReservedColumns.Label, [.. rows.Select(row => (double)(row / 2 % 2))])
            .Block();
    }

    private IEnumerable<FittedPlan> Fitted() => Steps.Select(step => Fit(step, Sample));
}
