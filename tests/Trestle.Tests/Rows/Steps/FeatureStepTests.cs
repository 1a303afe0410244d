using Shouldly;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;
using Trestle.Rows.Steps;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.Steps;

/// <summary>The values of the steps that make features, against NumPy, SciPy 1.10 and scikit-learn 1.2 (bench/peers/features.py).</summary>
public sealed class FeatureStepTests
{
    private static readonly double[] X = [-3, -1.5, -1, 0, 0.5, 2, 4, 4, 7.5, 20, 33, 100];

    private static readonly RowBlock Block = new TableBuilder().Numbers("x", X)
        .Numbers("y", [.. X.Select(x => x * x)]).Numbers("z", [.. X.Select(Math.Sin)]).Numbers("i", [.. X.Select((_, i) => (double)i)])
        .Numbers(ReservedColumns.Label, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 5, 5).Block();

    [Theory]
    [InlineData(false, -3.333366026502899, 0, 3.289967504257068)]
    [InlineData(true, -1.316586225826794, -0.40772285817598, 0.489307627407337)]
    public void Yeo_johnson_is_that_of_scikit_learn(bool standardise, double minus2, double zero, double ten) =>
        Near(Numbers(new YeoJohnson { Columns = ["x"], Standardise = standardise }, [-2, 0, 10], "x"), [minus2, zero, ten], 1e-6);

    [Theory]
    [InlineData(Spread.Uniform, new[] { 0, 0, 0.284615384615385, 0.532786885245902, 0.753846153846154, 1, 1 })]
    [InlineData(
        Spread.Normal,
        new[]
        {
            -5.199337582605575, -5.199337582605575, -0.569184749244336, 0.082277269409774, 0.686643050924172, 5.19933758270342,
            5.19933758270342,
        })]
    public void Quantiles_are_those_of_scikit_learn(Spread spread, double[] expected) => Near(
        Numbers(new QuantileTransform { Columns = ["x"], Quantiles = 5, Spread = spread }, [-9, -3, 0.2, 4, 12, 100, 1000], "x"),
        expected, 1e-8);

    [Fact]
    public void A_value_that_is_several_quantiles_is_in_their_middle() => Near(
        Numbers(
            new QuantileTransform { Columns = ["x"] }, [1, 2, 3], "x",
            new TableBuilder().Numbers("x", 1, 2, 2, 2, 3).Numbers(ReservedColumns.Label, 0, 0, 0, 0, 0).Block()), [0, 0.5, 1], 1e-12);

    [Fact]
    public void Splines_are_those_of_scikit_learn()
    {
        var made = Apply(new Spline { Columns = ["x"], Knots = 4 }, [-9, 0, 4, 50, 500]);
        double[][] expected =
        [
            [0.1666666666666667, 0.6884057971014492, 0.1449275362318841, 0, 0],
            [0.0001666666666666663, 0.303326382727004, 0.6868774677452241, 0.00962948286110561, 0],
            [0, 0.003498250874562688, 0.904871686636144, 0.0911039265064639, 0.0005261359828292306],
            [0, 0, 0.128399058338426, 0.6005729253577232, 0.2534176337458228],
            [0, 0, 0, 0.2437874892887746, 0.5895458440445587],
        ];
        for (var n = 1; n <= 5; n++)
        {
            Near(made.Numbers(made.Schema.Find($"x.spline.{n}")).ToArray(), [.. expected.Select(row => row[n - 1])], 1e-12);
        }
    }

    [Theory]
    [InlineData(BinStrategy.Width, 4, new double[] { 22.75, 48.5, 74.25 })]
    [InlineData(BinStrategy.Quantile, 4, new[] { -0.25, 3, 10.625 })]
    [InlineData(BinStrategy.Tree, 3, new[] { -0.5, 26.5 })]
    public void Bins_have_the_edges_of_NumPy_and_of_a_tree(BinStrategy strategy, int count, double[] edges)
    {
        var fitted = (FittedBins)Fit(new Bins { Columns = ["x"], Strategy = strategy, Count = count }, Block).Steps.Single();
        Near([.. fitted.Columns.Single().Edges], edges, 1e-12);
        Numbers(new Bins { Columns = ["x"], Strategy = strategy, Count = count }, [-1000, edges[0], edges[^1], 1e9, double.NaN], "x.bin")
            .ShouldBe([0, 1, count - 1, count - 1, double.NaN]);
    }

    [Fact]
    public void Principal_components_are_those_of_scikit_learn()
    {
        var made = Fit(new Pca { Columns = ["x", "y", "z", "i"], Components = 2 }, Block).Bind().Apply(Block);
        Near(made.Numbers(made.Schema.Find("x.pca.1")).ToArray()[..3], [-1.368575634773851, -1.288088905249227, -1.114827529591252], 1e-9);
        Near(made.Numbers(made.Schema.Find("x.pca.2")).ToArray()[..3], [-0.547887368604551, -1.388963574735967, -1.119278929741867], 1e-9);
    }

    [Fact]
    public void Clusters_have_the_middles_of_scikit_learn()
    {
        var rows = new TableBuilder().Numbers("a", 0, 0, 10, 11, -20, -20, -21).Numbers("b", 0, 1, 10, 10, 5, 6, 5).Block();
        var fitted = (FittedClusters)Fit(new Clusters { Columns = ["a", "b"], Count = 3, Standardise = false }, rows).Steps.Single();
        fitted.Middles.Select(middle => (Math.Round(middle[0], 9), Math.Round(middle[1], 9)))
            .ShouldBe([(-20.333333333, 5.333333333), (0, 0.5), (10.5, 10)]);
        var made = new FittedPlan(rows.Schema, [fitted]).Bind().Apply(rows);
        Near(made.Numbers(made.Schema.Find("a.cluster.2")).ToArray()[..2], [0.5, 0.5], 1e-12);
    }

    [Fact]
    public void Distances_on_the_globe_are_those_of_scikit_learn()
    {
        var rows = new TableBuilder().Numbers("lat", 48.8566, -33.8688, 91, double.NaN).Numbers("lon", 2.3522, 151.2093, 0, 0).Block();
        var made = Fit(new Haversine { Columns = ["lat", "lon"], To = [52.52, 13.405] }, rows).Bind().Apply(rows);
        Near(made.Numbers(made.Schema.Find("lat.km")).ToArray(), [877.4645379215093, 16094.522180747987, double.NaN, double.NaN], 1e-8);
    }

    [Fact]
    public void Hashes_are_those_of_scikit_learn()
    {
        var rows = new TableBuilder().Texts("t", "paris", "Zürich", "", "a longer text", null).Block();
        var made = Fit(new HashEncode { Columns = ["t"], Count = 8 }, rows).Bind().Apply(rows);
        Enumerable.Range(0, 5).Select(row => string.Join(' ', Enumerable.Range(0, 8).Select(n => made.Numbers(n)[row])))
            .ShouldBe(["0 0 0 1 0 0 0 0", "0 1 0 0 0 0 0 0", "1 0 0 0 0 0 0 0", "-1 0 0 0 0 0 0 0", "0 0 0 0 0 0 0 0"]);
    }

    [Fact]
    public void Evidence_is_the_logarithm_of_two_shares()
    {
        string[] texts = [.. Enumerable.Repeat("a", 10), .. Enumerable.Repeat("b", 10), .. Enumerable.Repeat("c", 6)];
        double[] labels = [.. texts.Select((text, i) => text switch { "a" => i < 8, "b" => i < 11, _ => i < 23 } ? 1.0 : 0)];
        var rows = new TableBuilder().Texts("t", texts).Numbers(ReservedColumns.Label, labels).Block();
        var fitted = (FittedWeightOfEvidence)Fit(new WeightOfEvidence { Columns = ["t"] }, rows, folds: 2).Steps.Single();
        Near([.. fitted.Columns.Single().Weights], [1.232143681292632, -1.475906519809578, 0.133531392624523], 1e-12);
        Should.Throw<TrestleException>(() => Fit(
            new WeightOfEvidence { Columns = ["t"] },
            new TableBuilder().Texts("t", texts).Numbers(ReservedColumns.Label, [.. labels.Select(label => 3 * label)]).Block(), folds: 2))
            .Problems.Single().Code.ShouldBe("TR0057");
    }

    [Fact]
    public void Rare_and_new_texts_are_one()
    {
        var rows = new TableBuilder().Texts("t", "a", "a", "b", "b", "c", null).Block();
        var other = new TableBuilder().Texts("t", "b", "c", "new", null).Block();
        Fit(new RareLevels { Columns = ["t"], MinFrequency = 0.2 }, rows).Bind().Apply(other).Texts(0).ToArray()
            .ShouldBe(["b", "other", "other", null]);
    }

    [Fact]
    public void Pairs_divide_multiply_and_subtract()
    {
        var rows = new TableBuilder().Numbers("a", 6, 1, double.NaN).Numbers("b", 3, 0, 1).Block();
        var made = Fit(new Pairs { Columns = ["a", "b"], Operations = Enum.GetValues<PairOperation>() }, rows).Bind().Apply(rows);
        made.Schema.Columns.Skip(2).Select(column => column.Name).ShouldBe(["a.per.b", "a.times.b", "a.minus.b", "a.plus.b"]);
        Enumerable.Range(2, 4).Select(column => made.Numbers(column).ToArray())
            .ShouldBe([[2, double.NaN, double.NaN], [18, 0, double.NaN], [3, 1, double.NaN], [9, 1, double.NaN]]);
    }

    [Fact]
    public void Dates_are_points_on_circles()
    {
        double Micros(int year, int month, int day, int hour) =>
            (new DateTime(year, month, day, hour, 0, 0) - DateTime.UnixEpoch).TotalMicroseconds;
        var rows = new TableBuilder()
            .Numbers("d", Micros(2024, 1, 1, 0), Micros(2024, 7, 2, 0), Micros(2023, 10, 4, 12), double.NaN).Block();
        var made = Fit(new CyclicDate { Columns = ["d"], Cycles = Enum.GetValues<DateCycle>() }, rows).Bind().Apply(rows);
        double[] Of(string name) => made.Numbers(made.Schema.Find(name)).ToArray();
        Near(Of("d.year.cos"), [1, -1, Math.Cos(Math.Tau * 276.5 / 365), double.NaN], 1e-12);
        Near(Of("d.week.sin"), [0, Math.Sin(Math.Tau / 7), Math.Sin(Math.Tau * 2.5 / 7), double.NaN], 1e-12);
        Near(Of("d.day.cos"), [1, 1, -1, double.NaN], 1e-12);
        Near(Of("d.month.sin"), [0, Math.Sin(Math.Tau / 31), Math.Sin(Math.Tau * 3.5 / 31), double.NaN], 1e-12);
    }

    [Fact]
    public void Paths_lead_into_JSON()
    {
        var rows = new TableBuilder().Texts(
            "j", """{"a": {"b": "x"}, "n": [1, {"c": "2.5"}], "t": true}""", "{\"a\": 7", null, """{"a": {"b": 3}, "n": []}""").Block();
        var step = new JsonPath { Columns = ["j"], Texts = ["a.b"], Numbers = ["$.n[1].c", "t"], Counts = ["n"] };
        var made = Fit(step, rows).Bind().Apply(rows);
        made.Schema.Columns.Select(column => column.Name).ShouldBe(["j.a.b", "j.n.1.c", "j.t", "j.n.count"]);
        made.Texts(0).ToArray().ShouldBe(["x", null, null, "3"]);
        made.Numbers(1).ToArray().ShouldBe([2.5, double.NaN, double.NaN, double.NaN]);
        made.Numbers(2).ToArray().ShouldBe([1, double.NaN, double.NaN, double.NaN]);
        made.Numbers(3).ToArray().ShouldBe([2, double.NaN, double.NaN, 0]);
    }

    [Fact]
    public void Lists_become_columns_of_their_items()
    {
        var rows = new TableBuilder().Texts("s", "tv; phone", "[\"tv\", 3]", "", null, "phone;phone").Block();
        var made = Fit(new ListItems { Columns = ["s"], MinFrequency = 0.3 }, rows).Bind().Apply(rows);
        made.Schema.Columns.Select(column => column.Name).ShouldBe(["s.items", "s=phone", "s=tv"]);
        made.Numbers(0).ToArray().ShouldBe([2, 2, 0, double.NaN, 1]);
        made.Numbers(1).ToArray().ShouldBe([1, 0, 0, 0, 1]);
        made.Numbers(2).ToArray().ShouldBe([1, 1, 0, 0, 0]);
    }

    [Fact]
    public void Cells_of_a_grid_are_categories()
    {
        var rows = new TableBuilder().Numbers("a", 52.52, -0.01, double.NaN).Numbers("b", 13.405, 0, 1).Block();
        Fit(new GridCell { Columns = ["a", "b"], Size = 0.5 }, rows).Bind().Apply(rows).Texts(2).ToArray()
            .ShouldBe(["105:26", "-1:0", null]);
    }

    [Fact]
    public void A_projection_keeps_distances_about()
    {
        var rows = new TableBuilder();
        for (var i = 0; i < 30; i++)
        {
            var random = new Random(i);
            rows.Numbers($"x{i}", [.. Enumerable.Range(0, 50).Select(_ => random.NextDouble())]);
        }

        var (block, plan) = (rows.Block(), Fit(new RandomProjection { Components = 200 }, rows.Block()));
        var made = plan.Bind().Apply(block);
        var scales = ((FittedRandomProjection)plan.Steps.Single()).Columns;
        var before = Enumerable.Range(0, 30).Sum(c => Math.Pow((block.Numbers(c)[0] - block.Numbers(c)[1]) / scales[c].Scale, 2));
        Enumerable.Range(0, 200).Sum(c => Math.Pow(made.Numbers(c)[0] - made.Numbers(c)[1], 2)).ShouldBe(before, 0.25 * before);
    }

    public static TheoryData<IRowStep> Wrong =>
    [
        new QuantileTransform { Quantiles = 1 }, new Bins { Count = 1 }, new Spline { Knots = 1 }, new Spline { Degree = 0 },
        new Pca { Components = 0 }, new RandomProjection { Components = 0 }, new Clusters { Columns = ["x"], Count = 0 },
        new Haversine { Columns = ["x", "y"] }, new Haversine { Columns = ["x", "y"], To = [100, 0] }, new GridCell { Columns = ["x"] },
        new GridCell { Columns = ["x", "y"], Size = 0 }, new RareLevels { MinFrequency = 2 }, new RareLevels { MaxCategories = 0 },
        new WeightOfEvidence { Smoothing = 0 }, new HashEncode { Count = 1 }, new JsonPath { Columns = ["x"] },
        new JsonPath { Columns = ["x"], Texts = ["a..b"] }, new ListItems { Columns = [], Separator = "" },
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_setting_that_makes_no_sense_is_refused(IRowStep step) =>
        Should.Throw<TrestleException>(() => Fit(step, Block, folds: 2)).Problems.Single().Code.ShouldBe("TR0057");

    private static void Near(double[] values, double[] expected, double tolerance)
    {
        values.Length.ShouldBe(expected.Length);
        values.Zip(expected).ShouldAllBe(pair => double.IsNaN(pair.Second) ? double.IsNaN(pair.First)
            : Math.Abs(pair.First - pair.Second) <= tolerance * Math.Max(1, Math.Abs(pair.Second)));
    }

    private static double[] Numbers(IRowStep step, double[] values, string column, RowBlock? learned = null)
    {
        var made = Apply(step, values, learned);
        return made.Numbers(made.Schema.Find(column)).ToArray();
    }

    private static RowBlock Apply(IRowStep step, double[] values, RowBlock? learned = null)
    {
        var plan = Fit(step, learned ?? Block);
        var some = new TableBuilder();
        foreach (var column in plan.Input.Columns)
        {
            some.Numbers(column.Name, values);
        }

        return plan.Bind().Apply(some.Block());
    }

    private static FittedPlan Fit(IRowStep step, RowBlock rows, int folds = 1) => new RowPlan([step])
        .Fit(TableBuilder.Source(rows, folds), [FoldSet.Of(Enumerable.Range(0, folds))], TestContext.Current.CancellationToken)
        .Single().Plan;
}
