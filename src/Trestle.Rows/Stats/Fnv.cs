namespace Trestle.Rows.Stats;

/// <summary>The hash FNV-1a of 64 bits (Fowler, Noll and Vo), letter by letter: the same on every machine.</summary>
public static class Fnv
{
    /// <summary>The hash of a text. Similar texts have similar hashes: scatter them where that matters.</summary>
    public static ulong Of(string text)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var letter in text)
        {
            hash = (hash ^ letter) * 0x100000001B3;
        }

        return hash;
    }
}
