using System.Text;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Forests;
using Trestle.Testing.Contracts;

using Xunit;

namespace Trestle.Tests.Learners.Forests;

/// <summary>Saved forests that are cut off or changed are refused, or are models that score and explain: never a crash or a loop.</summary>
public sealed class ForestFileTests
{
    private static readonly TrainingSets Sets = new(new LearnerNeeds(true, true, false), rows: 60);

    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Multiclass)]
    public void A_file_that_is_cut_off_is_refused(TaskKind task)
    {
        var saved = Saved(task);
        for (var length = 0; length < saved.Length; length++)
        {
            var part = saved.AsMemory(0, length);
            Should.Throw<TrestleException>(() => new ForestLearner().Load(part)).Problems[0].Code.ShouldBe("TR0073");
        }

        byte[] longer = [.. saved, 0];
        Should.Throw<TrestleException>(() => new ForestLearner().Load(longer)).Problems[0].Found.ShouldContain("after its last tree");
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
            FamilyData.LoadsOrIsRefused(new ForestLearner(), changed, rows);
        }
    }

    [Theory]
    [InlineData("\"format\":\"trestle-forest-1\"", "\"format\":\"other\"", "format")]
    [InlineData("\"task\":\"multiclass\"", "\"task\":\"binary\"", "outputs")]
    [InlineData("\"trees\":3", "\"trees\":0", "no trees")]
    [InlineData("\"a\"", "\"b\"", "duplicate")]
    [InlineData("\"cuts\":[", "\"cuts\":[1e308,", "not in order")]
    [InlineData("\"codes\":[[", "\"codes\":[[-1,", "not in order")]
    [InlineData("\"prior\":[0", "\"prior\":[7", "share")]
    public void A_header_that_does_not_fit_is_refused(string old, string changed, string reason)
    {
        var saved = Saved(TaskKind.Multiclass);
        var start = "trestle-forest-1\n".Length + sizeof(int);
        var length = BitConverter.ToInt32(saved, start - sizeof(int));
        var json = Encoding.UTF8.GetString(saved, start, length);
        var at = json.IndexOf(old, StringComparison.Ordinal);
        at.ShouldBeGreaterThan(0);
        var header = Encoding.UTF8.GetBytes(json[..at] + changed + json[(at + old.Length)..]);
        byte[] file = [.. saved[..(start - sizeof(int))], .. BitConverter.GetBytes(header.Length), .. header, .. saved[(start + length)..]];
        Should.Throw<TrestleException>(() => new ForestLearner().Load(file)).Problems[0].Found.ShouldContain(reason);
    }

    private static byte[] Saved(TaskKind task)
    {
        using var learning = new ForestLearner().Begin(Sets.Make(task), null, new LearningOptions(1, 1));
        var parameters = new Parameters([KeyValuePair.Create("n_estimators", 3.0), KeyValuePair.Create("min_samples_leaf", 4.0)]);
        return learning.Fit(parameters, CancellationToken.None).Model.Save();
    }
}
