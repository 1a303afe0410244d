using Trestle.Storage.Tables.Engine;

namespace Trestle.Storage.Tables.Splits;

/// <summary>Numbers the classes of a target while several threads read it.</summary>
internal sealed class ClassNames
{
    private readonly Dictionary<string, int> codes = new(StringComparer.Ordinal);

    /// <summary>A reader for one thread.</summary>
    public ClassReader Reader() => new(this);

    /// <summary>Gives each row, instead of the number under which its class was found, the place of the class in ordinal order.</summary>
    public void Rank(int[] classes)
    {
        var ranks = new int[codes.Count];
        foreach (var (code, rank) in codes.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select((entry, rank) => (entry.Value, rank)))
        {
            ranks[code] = rank;
        }

        for (var row = 0; row < classes.Length && codes.Count > 0; row++)
        {
            classes[row] = classes[row] < 0 ? classes[row] : ranks[classes[row]];
        }
    }

    private int Of(string name)
    {
        lock (codes)
        {
            if (!codes.TryGetValue(name, out var code))
            {
                codes.Add(name, code = codes.Count);
            }

            return code;
        }
    }

    /// <summary>Finds classes that it has met before without waiting for other threads.</summary>
    internal sealed class ClassReader(ClassNames names)
    {
        private readonly StringPool pool = new();
        private readonly Dictionary<string, int> known = new(ReferenceEqualityComparer.Instance);

        /// <summary>The number of a class; white space around its name does not count.</summary>
        public int Of(ReadOnlySpan<byte> utf8)
        {
            var name = pool.Get(utf8);
            if (!known.TryGetValue(name, out var code))
            {
                code = names.Of(name.Trim());
                if (known.Count < Most)
                {
                    known.Add(name, code);
                }
            }

            return code;
        }

        private const int Most = 1 << 12;
    }
}
