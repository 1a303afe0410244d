using System.Text;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Networks;
using Trestle.Testing.Contracts;

using Xunit;

namespace Trestle.Tests.Learners.Networks;

/// <summary>Networks that are cut off or changed are refused, or are models that score and explain: never a crash or a loop.</summary>
public sealed class NetworkFileTests
{
    private static readonly TrainingSets Sets = new(new LearnerNeeds(false, false, false), rows: 60);

    [Fact]
    public void A_file_that_is_cut_off_is_refused()
    {
        var saved = Saved(TaskKind.Binary);
        for (var length = 0; length < saved.Length; length += 7)
        {
            var part = saved.AsMemory(0, length);
            Should.Throw<TrestleException>(() => new MlpLearner().Load(part)).Problems[0].Code.ShouldBe("TR0073");
        }
    }

    [Theory]
    [InlineData(TaskKind.Regression)]
    [InlineData(TaskKind.Multiclass)]
    public void A_changed_byte_gives_an_error_or_a_model(TaskKind task)
    {
        var saved = Saved(task);
        var rows = Sets.Make(task).Blocks[0];
        var random = new Random(1);
        for (var at = 0; at < saved.Length; at++)
        {
            var changed = (byte[])saved.Clone();
            changed[at] ^= (byte)(1 << random.Next(8));
            FamilyData.LoadsOrIsRefused(new MlpLearner(), changed, rows);
        }
    }

    [Theory]
    [InlineData("\"format\":\"trestle-mlp-1\"", "\"format\":\"other\"", "format")]
    [InlineData("\"task\":\"multiclass\"", "\"task\":\"binary\"", "shape")]
    [InlineData("\"outputs\":3", "\"outputs\":9", "networks of its shape")]
    [InlineData("\"outputs\":3", "\"outputs\":2147483647", "shape")]
    [InlineData("\"hidden\":8", "\"hidden\":7", "shape")]
    [InlineData("\"hidden\":8", "\"hidden\":4096", "networks of its shape")]
    [InlineData("\"scale\":1,", "\"scale\":1e999,", "shape")]
    [InlineData("[\"a\",", "[\"b\",", "duplicate")]
    [InlineData("\"knots\":[", "\"knots\":[2,1", "encoding")]
    [InlineData("\"means\":[", "\"means\":[0,", "mean")]
    [InlineData("\"deviations\":[", "\"deviations\":[-1,", "mean")]
    [InlineData("\"networks\":[", "\"networks\":[null,", "networks")]
    [InlineData("\"networks\":[\"", "\"networks\":[\"AAAA", "networks of its shape")]
    public void What_does_not_fit_is_refused(string old, string changed, string reason)
    {
        var json = Encoding.UTF8.GetString(Saved(TaskKind.Multiclass));
        var at = json.IndexOf(old, StringComparison.Ordinal);
        at.ShouldBeGreaterThan(0);
        var file = Encoding.UTF8.GetBytes(json[..at] + changed + json[(at + old.Length)..]);
        Should.Throw<TrestleException>(() => new MlpLearner().Load(file)).Problems[0].Found.ShouldContain(reason);
    }

    [Fact]
    public void A_weight_that_is_no_number_is_refused()
    {
        var json = Encoding.UTF8.GetString(Saved(TaskKind.Binary));
        var at = json.IndexOf("\"networks\":[\"", StringComparison.Ordinal) + "\"networks\":[\"".Length;

        // The first three numbers are 0x7FC00000, which is not a number.
        var none = Convert.ToBase64String([0, 0, 192, 127, 0, 0, 192, 127, 0, 0, 192, 127]);
        var file = Encoding.UTF8.GetBytes(json[..at] + none + json[(at + 16)..]);
        Should.Throw<TrestleException>(() => new MlpLearner().Load(file)).Problems[0].Found.ShouldContain("not a number");
    }

    private static byte[] Saved(TaskKind task)
    {
        using var learning = new MlpLearner().Begin(Sets.Make(task), null, new LearningOptions(1, 1));
        var parameters = new Parameters(
            new Dictionary<string, double> { ["networks"] = 1, ["hidden"] = 8, ["epochs"] = 1, ["rounds"] = 1 });
        return learning.Fit(parameters, CancellationToken.None).Model.Save();
    }
}
