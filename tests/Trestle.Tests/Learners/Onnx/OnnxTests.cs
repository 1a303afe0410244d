using System.Text;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Ensemble;
using Trestle.Learners.Onnx;
using Trestle.Rows.Blocks;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Learners.Onnx;

/// <summary>Models in ONNX files: how rows go in, how scores come out, and what is refused.</summary>
public sealed class OnnxTests
{
    private const double Single = 1e-6;
    private static readonly string[] Names = ["a", "b"];
    private static readonly double[][] Rows = [[1, 2], [-1, 0.5], [0, 0], [100, -3]];

    [Theory]
    [InlineData(OnnxFiles.Float)]
    [InlineData(OnnxFiles.Double)]
    [InlineData(OnnxFiles.Int64)]
    [InlineData(OnnxFiles.Bool)]
    public void One_input_takes_all_features_in_their_order(int type)
    {
        var model = Of(TaskKind.Binary, 2, OnnxFiles.Logistic([0.5, -0.25], 0.1, type: type));
        double[][] rows = type == OnnxFiles.Bool ? [[1, 0], [0, 1], [1, 1]] : type == OnnxFiles.Int64 ? [[3, -2], [0, 7], [1, 1]] : Rows;
        (model.Outputs, model.Features).ShouldBe((1, Names));
        Scores(model, rows).ShouldBe([.. rows.Select(row => Sigmoid(0.1 + (0.5 * row[0]) - (0.25 * row[1])))], Single);
    }

    [Fact]
    public void A_model_of_one_row_at_a_time_scores_many()
    {
        var model = Of(TaskKind.Binary, 2, OnnxFiles.Logistic([1, 1], 0, rows: 1));
        Scores(model, Rows).ShouldBe([.. Rows.Select(row => Sigmoid(row[0] + row[1]))], Single);
    }

    [Fact]
    public void A_row_scores_to_the_last_bit_as_it_does_among_others()
    {
        var model = Of(TaskKind.Multiclass, 3, OnnxFiles.Softmax([[1, 0.1], [0.3, -1], [0.2, 0.7]]));
        var together = Scores(model, Rows);
        Rows.SelectMany(row => Scores(model, [row])).ShouldBe(together);
        double[][] margins =
        [
            .. Rows.Select(row => new[] { row[0] + (0.1 * row[1]), (0.3 * row[0]) - row[1], (0.2 * row[0]) + (0.7 * row[1]) }),
        ];
        together.ShouldBe(
            [.. margins.SelectMany(row => row.Select(one => 1 / row.Sum(other => Math.Exp(other - one))))], Single);
        together.Chunk(3).ShouldAllBe(row => Math.Abs(row.Sum() - 1) < 1e-12);
    }

    [Fact]
    public void A_value_is_taken_as_it_is() =>
        Scores(Of(TaskKind.Regression, 0, OnnxFiles.Sum([2, 3])), Rows)
            .ShouldBe([.. Rows.Select(row => (2 * row[0]) + (3 * row[1]))], 1e-4);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Columns_and_words_go_in_by_name_and_classes_come_out_by_name(bool map)
    {
        var file = OnnxFiles.Pipeline([("b", 0.5)], [("a", [("DSL", 1), ("Fiber", -2)])], ["no", "yes"], map);
        OnnxHeader HeaderOf(params string[] classes) => new(TaskKind.Binary, ["a", "b"], 2)
        {
            Words = new Dictionary<string, string[]> { ["a"] = ["DSL", "Fiber", "unheard-of"] },
            Names = classes,
            Places = [.. classes.Select(name => name == "no" ? 0 : 1)],
        };
        double[][] rows = [[0, 2], [1, 2], [2, 2], [double.NaN, 0]];
        double[] yes = [.. new[] { 2.0, -1, 1, 0 }.Select(Sigmoid)];
        Scores(OnnxFormat.Of(file, HeaderOf("no", "yes")), rows).ShouldBe(yes, Single);
        Scores(OnnxFormat.Of(file, HeaderOf("yes", "no")), rows).ShouldBe([.. yes.Select(one => 1 - one)], Single);
    }

    [Fact]
    public void The_order_of_the_input_may_be_another_than_that_of_the_features()
    {
        var file = OnnxFiles.Logistic([1, 0], 0);
        var model = OnnxFormat.Of(file, new OnnxHeader(TaskKind.Binary, ["a", "b"], 2) { Order = ["b", "a"] });
        Scores(model, Rows).ShouldBe([.. Rows.Select(row => Sigmoid(row[1]))], Single);
    }

    [Fact]
    public void What_is_saved_is_an_ONNX_file_that_reads_back_to_the_same()
    {
        var file = OnnxFiles.Logistic([0.5, -0.25], 0.1);
        var model = Of(TaskKind.Binary, 2, file);
        var saved = model.Save();
        saved.AsSpan(0, file.Length).SequenceEqual(file).ShouldBeTrue();
        var loaded = LearnerCatalog.Format("onnx").Load(saved);
        loaded.Features.ShouldBe(model.Features);
        loaded.Save().ShouldBe(saved);
        Scores(loaded, Rows).ShouldBe(Scores(model, Rows));
        OnnxFormat.Of(saved, new OnnxHeader(TaskKind.Binary, Names, 2)).Save().ShouldBe(saved, "the header is there once");
        loaded.Importance().ShouldBe([0, 0]);
        loaded.AtRounds(3).ShouldBe(loaded);
    }

    [Fact]
    public void An_ensemble_may_have_such_a_member()
    {
        var member = Of(TaskKind.Binary, 2, OnnxFiles.Logistic([1, 1], 0));
        var ensemble = new EnsembleModel(TaskKind.Binary, [new EnsembleMember("onnx", "", 1, member)]);
        var again = LearnerCatalog.Format("ensemble").Load(ensemble.Save());
        Scores(again, Rows).ShouldBe(Scores(member, Rows));
        (OnnxFormat.IsNeededBy(again), OnnxFormat.IsNeededBy(member)).ShouldBe((true, true));
        var linear = """{"format":"trestle-linear-1","task":"binary","features":["a"],"weights":[[1]],"intercepts":[0]}"""u8.ToArray();
        OnnxFormat.IsNeededBy(LearnerCatalog.Format("linear").Load(linear)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(3, "its input 'x' takes 3 values, and there are 2 features")]
    [InlineData(1, "its input 'x' takes 1 values, and there are 2 features")]
    public void Another_number_of_features_is_refused(int features, string reason) =>
        Refused(TaskKind.Binary, 2, OnnxFiles.Logistic(new double[features], 0)).ShouldBe($"TR2421 the ONNX file cannot be used: {reason}");

    [Fact]
    public void What_is_no_such_file_is_refused()
    {
        var file = OnnxFiles.Logistic([1, 1], 0);
        foreach (var bad in new[] { Encoding.UTF8.GetBytes("tree\nversion=v4"), [], file[..^7], [0xFF, 0xFF, 0xFF], new byte[1000] })
        {
            Refused(TaskKind.Binary, 2, bad).ShouldStartWith("TR2421 the ONNX file cannot be used: ");
        }

        Should.Throw<TrestleException>(() => new OnnxFormat().Load(file)).Problems[0].Found
            .ShouldBe("the ONNX file cannot be used: its metadata have no entry 'trestle', as every one in a package has");
    }

    [Fact]
    public void A_machine_without_its_library_is_named() =>
        Words(() => OnnxRuntime.Guarded<object>(
                () => throw new TypeInitializationException("NativeMethods", new DllNotFoundException("libX"))))
            .ShouldBe("TR2420 ONNX Runtime cannot start: libX");

    [Fact]
    public void Weights_outside_the_file_are_not_read()
    {
        var outside = Path.Combine(Environment.CurrentDirectory, "outside.bin");
        File.WriteAllBytes(outside, new byte[8]);
        try
        {
            Refused(TaskKind.Binary, 2, OnnxFiles.WithWeightsIn("outside.bin", 2)).ShouldStartWith("TR2421 the ONNX file cannot be used: ");
        }
        finally
        {
            File.Delete(outside);
        }
    }

    [Fact]
    public void A_model_without_fitting_outputs_is_refused()
    {
        Refused(TaskKind.Multiclass, 3, OnnxFiles.Logistic([1, 1], 0)).ShouldBe(
            "TR2421 the ONNX file cannot be used: no output can be the probabilities of 3 classes; it has 'p' (Float any × 1)");
        var several = OnnxFiles.Model(
            [OnnxFiles.Node("Identity", ["x"], ["y"]), OnnxFiles.Node("Identity", ["x"], ["z"])],
            [OnnxFiles.Value("x", OnnxFiles.Float, -1, 1)],
            [OnnxFiles.Value("y", OnnxFiles.Float, -1, 1), OnnxFiles.Value("z", OnnxFiles.Float, -1, 1)], []);
        Should.Throw<TrestleException>(() => OnnxFormat.Of(several, new OnnxHeader(TaskKind.Regression, ["a"], 0)))
            .Problems[0].Found.ShouldBe("the ONNX file cannot be used: more than one output can be the value; it has "
                + "'y' (Float any × 1), 'z' (Float any × 1)");
    }

    [Fact]
    public void A_model_that_fails_on_a_row_says_why()
    {
        var file = OnnxFiles.Model(
            [OnnxFiles.Node("Gemm", ["x", "w"], ["y"])], [OnnxFiles.Value("x", OnnxFiles.Float, -1, -1)],
            [OnnxFiles.Value("y", OnnxFiles.Float, -1, 1)], [OnnxFiles.Tensor("w", [3, 1], [1, 1, 1])]);
        Fails(Of(TaskKind.Regression, 0, file), [1, 2])
            .ShouldStartWith("TR2422 the ONNX model failed on a row: Non-zero status code returned");
    }

    [Fact]
    public void Answers_that_are_no_scores_are_errors_of_their_row()
    {
        Fails(Of(TaskKind.Binary, 2, OnnxFiles.Sum([1, 0], "p")), [3.5, 0])
            .ShouldBe("TR2423 the output 'p' of the ONNX model is 3.5, which is not a probability");
        Fails(Of(TaskKind.Binary, 2, OnnxFiles.Logistic([1, 0], 0)), [double.NaN, 0])
            .ShouldBe("TR2423 the output 'p' of the ONNX model is NaN, which is not a probability");
        Fails(Of(TaskKind.Regression, 0, OnnxFiles.Sum([1, 0])), [double.NaN, 0])
            .ShouldBe("TR2424 the output 'y' of the ONNX model is NaN");
        Fails(Of(TaskKind.Binary, 2, OnnxFiles.Logistic([1, 0], 0, type: OnnxFiles.Int64)), [double.NaN, 0])
            .ShouldStartWith("TR0071 feature 'a' holds a value that is missing");
        Fails(Of(TaskKind.Binary, 2, OnnxFiles.Logistic([1, 0], 0, type: OnnxFiles.Int64)), [2.5, 0])
            .ShouldBe("TR2425 the feature 'a' holds a number that the model's input of the type Int64 cannot");
        Fails(Of(TaskKind.Binary, 2, OnnxFiles.Logistic([1, 0], 0, type: OnnxFiles.Bool)), [1, 2])
            .ShouldBe("TR2425 the feature 'b' holds a number that the model's input of the type Bool cannot");
        var file = OnnxFiles.Model(
            [OnnxFiles.Node("Identity", ["x"], ["p"])], [OnnxFiles.Value("x", OnnxFiles.Float, -1, 2)],
            [OnnxFiles.Value("p", OnnxFiles.Float, -1, 2)], []);
        Scores(Of(TaskKind.Binary, 2, file), [[0.25, 0.75]]).ShouldBe([0.75]);
        Fails(Of(TaskKind.Binary, 2, file), [0.5, 0.75])
            .ShouldBe("TR2423 the output 'p' of the ONNX model sums to 1.25, which is not 1");
    }

    [Theory]
    [InlineData("""{"task":"binary","features":["a","b"],"classes":3}""")]
    [InlineData("""{"task":"binary","features":["a","a"],"classes":2}""")]
    [InlineData("""{"task":"binary","features":["a","b"],"classes":2,"places":[0,5]}""")]
    [InlineData("""{"task":"binary","features":["a","b"],"classes":2,"names":["x","x"]}""")]
    [InlineData("""{"task":"binary","features":["a","b"],"classes":2,"order":["a","c"]}""")]
    [InlineData("""{"task":"binary","features":["a","b"],"classes":2,"more":1}""")]
    [InlineData("not JSON")]
    public void A_header_that_was_tampered_with_is_refused(string header)
    {
        var file = OnnxFiles.Logistic([1, 1], 0);
        var json = Encoding.UTF8.GetBytes(header);
        byte[] entry = [0x0A, 7, .. "trestle"u8, 0x12, (byte)json.Length, .. json];
        byte[] bad = [.. file, 0x72, (byte)entry.Length, .. entry];
        Should.Throw<TrestleException>(() => new OnnxFormat().Load(bad)).Problems[0].Code.ShouldBe("TR0073");
    }

    private static double Sigmoid(double margin) => 1 / (1 + Math.Exp(-margin));

    private static OnnxModel Of(TaskKind task, int classes, byte[] file) => OnnxFormat.Of(file, new OnnxHeader(task, Names, classes));

    private static string Refused(TaskKind task, int classes, byte[] file) => Words(() => Of(task, classes, file));

    private static string Fails(OnnxModel model, double[] row) => Words(() => Scores(model, [row]));

    private static string Words(Func<object> action)
    {
        var problem = Should.Throw<TrestleException>(() => action()).Problems[0];
        return $"{problem.Code} {problem.Found}";
    }

    private static double[] Scores(IModel model, double[][] rows)
    {
        var schema = new RowSchema(model.Features.Select(name => new Column(name, ColumnKind.Number)));
        Array[] columns = [.. model.Features.Select((_, i) => rows.Select(row => row[i]).ToArray())];
        var block = RowBlock.Trusted(schema, rows.Length, columns);
        var scores = new double[rows.Length * model.Outputs];
        model.Score(block, scores);
        return scores;
    }
}
