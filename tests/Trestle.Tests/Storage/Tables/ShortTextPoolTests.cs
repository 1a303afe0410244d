using System.Text;

using Shouldly;

using Trestle.Storage.Tables.Engine;

using Xunit;

namespace Trestle.Tests.Storage.Tables;

/// <summary>Short texts are one instance for the same bytes, as far as they are kept.</summary>
public sealed class ShortTextPoolTests
{
    [Fact]
    public void The_same_bytes_give_the_same_instance_and_others_another_text()
    {
        var pool = new ShortTextPool();
        string[] texts = ["", "a", "b", "a\0", "a\0\0", "basic", "premium", "twelve bytes", "Zoë", .. Numbers(3000)];
        var first = texts.Select(text => Get(pool, text)).ToArray();
        first.ShouldBe(texts);
        texts.Select(text => Get(pool, text)).Zip(first, ReferenceEquals).ShouldAllBe(same => same);
    }

    [Fact]
    public void A_column_of_different_texts_is_read_as_it_is()
    {
        var pool = new ShortTextPool();
        Numbers(40_000).ShouldAllBe(text => Get(pool, text) == text);
    }

    private static IEnumerable<string> Numbers(int count) => Enumerable.Range(0, count).Select(i => $"{i}");

    private static string Get(ShortTextPool pool, string text)
    {
        var words = new byte[16];
        var length = Encoding.UTF8.GetBytes(text, words.AsSpan(4));
        BitConverter.TryWriteBytes(words, length).ShouldBeTrue();
        return pool.Get(BitConverter.ToUInt64(words, 0), BitConverter.ToUInt64(words, 8), words.AsSpan(4, length));
    }
}
