using System.Text;

using CsCheck;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Learners;
using Trestle.Stages.WriteCode.Code;
using Trestle.Stages.WriteCode.Learners;
using Trestle.Stages.WriteCode.Program;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.WriteCode;

/// <summary>What is written, as text; that it compiles, runs and agrees is tested end to end.</summary>
public sealed class GeneratedCodeTests
{
    /// <summary>Files that are the same whatever the model; they stand in the snapshot of the first only.</summary>
    private static readonly string[] Common =
        ["Csv.cs", "Features.cs", "Fit.cs", "Program.cs", "Table.cs", "LightGbm.cs", "Directory.Build.props", ".gitignore"];

    private static readonly CodePlan[] All = [Plans.Binary, Plans.Multiclass, Plans.Regression];

    [Fact]
    public void The_code_of_trees_for_two_classes_is_the_accepted_one() => Snapshot.Match(Text(Plans.Binary, []), "code-binary");

    [Fact]
    public void The_code_of_a_linear_model_for_three_classes_is_the_accepted_one() =>
        Snapshot.Match(Text(Plans.Multiclass, Common), "code-multiclass");

    [Fact]
    public void The_code_of_trees_for_a_value_is_the_accepted_one() => Snapshot.Match(Text(Plans.Regression, Common), "code-regression");

    [Fact]
    public void The_code_learns_what_the_run_has_learned()
    {
        var counts = Text(Plans.Regression with { Objective = new("tweedie-1.3", Trestle.Learners.LossKind.Tweedie, 1.3) }, Common);
        counts.ShouldContain("parameters[\"objective\"] = \"tweedie\";");
        counts.ShouldContain("parameters[\"tweedie_variance_power\"] = \"1.3\";");
        counts.ShouldContain("sums[row] = Math.Exp(sums[row]);");
        counts.ShouldContain("Metric = \"tweedie-1.3\";");
        Text(Plans.Binary with { Objective = new("auc") }, []).ShouldContain("grew && -loss[0] < lowest");
        Text(Plans.Regression with { Learner = "mean", Objective = new("mae", Trestle.Learners.LossKind.Absolute) }, Common)
            .ShouldContain("[Lowest(train, 0.5)]");
    }

    [Fact]
    public void A_linear_model_of_counts_learns_their_logarithm()
    {
        var code = Text(Plans.Regression with { Learner = "linear", Objective = new("rmse", Trestle.Learners.LossKind.Poisson) }, Common);
        code.ShouldContain("Half the Poisson deviance of a count");
        code.ShouldContain("weights, intercepts, link = \"log\" }");
        Text(Plans.Regression with { Learner = "linear" }, Common).ShouldNotContain("Poisson");
    }

    [Fact]
    public void Weights_of_rows_and_classes_are_in_the_code()
    {
        var code = Text(Plans.Binary with { Weights = "exposure", ClassWeights = [0.5, 2] }, []);
        code.ShouldContain("public static readonly double[]? ClassWeights = [0.5, 2];");
        code.ShouldContain("private static readonly double[] Shares = [0.25, 1];");
        code.ShouldContain("var (yes, no) = (score * Shares[0], (1 - score) * Shares[1]);");
        code.ShouldContain("`__weight` how much the row counts (`exposure`)");
        Text(Plans.Multiclass with { ClassWeights = [1, 4, 2] }, Common).ShouldContain("corrected[row + i] /= Shares[i];");
        Text(Plans.Binary, []).ShouldContain("public static double[] Corrected(double[] scores) => scores;");
    }

    [Fact]
    public void Random_thresholds_are_a_word_to_LightGBM()
    {
        var code = Text(
            Plans.Binary with { Parameters = new Dictionary<string, double> { ["extra_trees"] = 1, ["num_leaves"] = 8 } }, Common);
        code.ShouldContain("parameters[\"extra_trees\"] = \"true\";");
        code.ShouldNotContain("[\"extra_trees\"] = 1");
        Text(Plans.Binary with { Parameters = new Dictionary<string, double> { ["extra_trees"] = 0 } }, Common)
            .ShouldNotContain("extra_trees");
    }

    [Fact]
    public void The_sources_of_Trestle_are_copies()
    {
        CodeFile[] copies = [.. Own(Plans.Binary, copied: true), .. Own(Plans.Binary with { Learner = "forest" }, copied: true)];
        copies.ShouldContain(file => file.Path == "Trestle/Learners/Forests/TreeGrower.cs");
        copies.ShouldContain(file => file.Path == "Trestle/Rows/Plans/RowPlan.cs");
        copies.ShouldContain(file => file.Path == "Trestle/Core/Errors/TrestleException.cs");
        foreach (var file in copies)
        {
            var path = file.Path["Trestle/".Length..];
            var source = path.Contains('/') ? $"src/Trestle.{path}" : path;
            File.ReadAllText(Path.Combine(Repository.Root, source)).ShouldBe($"{file.Text}\n", file.Path);
        }
    }

    [Fact]
    public void All_sources_of_row_steps_and_metrics_are_among_them()
    {
        var root = Path.Combine(Repository.Root, "src");
        string[] folders = ["Trestle.Rows/Blocks", "Trestle.Rows/Stats", "Trestle.Rows/Steps", "Trestle.Learners/Metrics"];
        folders.SelectMany(folder => Directory.GetFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(root, file).Replace("Trestle.", "Trestle/", StringComparison.Ordinal))
            .ShouldBeSubsetOf(Own(Plans.Binary, copied: true).Select(file => file.Path));
    }

    [Fact]
    public void Every_learner_has_a_template_but_those_that_are_made_of_others() =>
        LearnerCatalog.All.Select(learner => learner.Name).Where(name => name is not ("ensemble" or "relative"))
            .ShouldBe(CodeTemplateCatalog.All.Select(template => template.Name), ignoreOrder: true);

    [Fact]
    public void A_learner_without_a_template_is_named()
    {
        var problem = Should.Throw<TrestleException>(() => CodeTemplateCatalog.Of("stumps")).Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe("TR0904");
        problem.Found.ShouldContain("'stumps'");
    }

    [Fact]
    public void Lines_are_no_longer_than_a_screen_and_end_without_blanks()
    {
        foreach (var file in All.SelectMany(plan => Own(plan)).Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal)))
        {
            file.Text.Split('\n').ShouldAllBe(line => line.Length <= 200 && line == line.TrimEnd(), file.Path);
            file.Text.ShouldNotContain("\n\n\n", customMessage: file.Path);
        }
    }

    [Fact]
    public void The_project_refers_to_nothing_of_Trestle() =>
        All.Select(plan => ProjectFiles.Project(plan).Text).ShouldAllBe(text => !text.Contains("Trestle"));

    [Fact]
    public void Any_text_stays_inside_its_quotes() => Gen.String[Gen.Char, 0, 40].Sample(text =>
    {
        var literal = Literal.Text(text);
        literal.ShouldAllBe(c => !char.IsControl(c) && !char.IsSurrogate(c));
        Unescaped(literal).ShouldBe(text);
        Literal.Comment(text).ShouldNotContain('\n');
        Literal.Comment(text).ShouldNotContain('\u2028');
    });

    [Fact]
    public void Any_number_reads_back_to_the_same_bits() => Gen.Double.Sample(number =>
    {
        if (double.IsFinite(number))
        {
            BitConverter.DoubleToInt64Bits(double.Parse(Literal.Number(number))).ShouldBe(BitConverter.DoubleToInt64Bits(number));
        }
    });

    [Theory]
    [InlineData(double.NaN, "double.NaN")]
    [InlineData(double.NegativeInfinity, "double.NegativeInfinity")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1e-5, "1E-05")]
    public void Numbers_that_are_special_are_named(double number, string expected) => Literal.Number(number).ShouldBe(expected);

    [Fact]
    public void What_fits_stays_on_its_line_and_what_does_not_fills_lines()
    {
        Literal.Wrapped("    F(", ["1", "2"], "),").ShouldBe("    F(1, 2),");
        var wrapped = Literal.Wrapped("    F(", Enumerable.Range(100, 60).Select(number => $"{number}"), "),").Split('\n');
        wrapped[0].ShouldBe("    F(");
        wrapped[1].ShouldStartWith("        100, 101,");
        wrapped[^1].ShouldEndWith("159),");
        wrapped.ShouldAllBe(line => line.Length <= 120);
    }

    private static string Text(CodePlan plan, string[] leftOut)
    {
        var text = new StringBuilder();
        foreach (var file in Own(plan).Where(file => !leftOut.Contains(file.Path)))
        {
            text.Append($"===== {file.Path}\n{file.Text}\n");
        }

        return text.ToString();
    }

    /// <summary>The files that are written for a plan, or those that are copied.</summary>
    private static IEnumerable<CodeFile> Own(CodePlan plan, bool copied = false) =>
        ProgramFiles.Of(plan).Where(file => file.Path.StartsWith("Trestle/", StringComparison.Ordinal) == copied);

    /// <summary>The text that a C# literal stands for.</summary>
    private static string Unescaped(string literal)
    {
        var text = new StringBuilder();
        for (var i = 1; i < literal.Length - 1; i++)
        {
            if (literal[i] != '\\')
            {
                literal[i].ShouldNotBe('"');
                text.Append(literal[i]);
                continue;
            }

            var c = literal[++i];
            if (c == 'u')
            {
                text.Append((char)Convert.ToInt32(literal.Substring(i + 1, 4), 16));
                i += 4;
            }
            else
            {
                text.Append(c switch { 'n' => '\n', 'r' => '\r', 't' => '\t', _ => c });
            }
        }

        return text.ToString();
    }
}
